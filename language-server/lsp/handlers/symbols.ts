/** textDocument/documentSymbol and workspace/symbol. */
import {
  type DocumentSymbol,
  type DocumentSymbolParams,
  type SymbolInformation,
  SymbolKind,
  type WorkspaceSymbolParams,
} from 'vscode-languageserver';
import type { SymbolKindName, SymbolView } from '../../core/views/navigation/navigationModel.ts';
import type { Manifest } from '../../core/yaml/manifest.ts';
import { nameOf } from '../names.ts';
import { placesOf, type Session } from '../session.ts';
import { toLocation, toRange } from '../toProto.ts';

/** Kinds of programming languages, chosen for their icons. */
export const symbolKinds: Readonly<Record<SymbolKindName, SymbolKind>> = {
  service: SymbolKind.Interface,
  endpoints: SymbolKind.Array,
  workload: SymbolKind.Class,
  pod: SymbolKind.Object,
  route: SymbolKind.Event,
  object: SymbolKind.Object,
  port: SymbolKind.Field,
  labels: SymbolKind.Key,
};

export function documentSymbols(
  session: Session,
  { textDocument }: DocumentSymbolParams,
): DocumentSymbol[] | SymbolInformation[] | null {
  const file = nameOf(textDocument.uri);
  const manifest = session.workspace.snapshot.files.get(file)?.manifest;
  if (!manifest) return null;
  const symbols = session.workspace.analysis.navigation.documentSymbolsOf(file);
  if (session.client.nestsSymbols) return symbols.map(symbol => toDocumentSymbol(symbol, manifest));
  return symbols.map(({ name, kind, range }) => ({
    name,
    kind: symbolKinds[kind],
    location: { uri: textDocument.uri, range: toRange(manifest, range) },
  }));
}

function toDocumentSymbol(symbol: SymbolView, manifest: Manifest): DocumentSymbol {
  const { name, detail, kind, range, selection, children } = symbol;
  return {
    name,
    detail,
    kind: symbolKinds[kind],
    range: toRange(manifest, range),
    selectionRange: toRange(manifest, selection),
    children: children.map(child => toDocumentSymbol(child, manifest)),
  };
}

export function workspaceSymbols(session: Session, { query }: WorkspaceSymbolParams): SymbolInformation[] {
  const places = placesOf(session);
  return session.workspace.analysis.navigation.workspaceSymbols(query).flatMap(symbol => {
    const location = toLocation(symbol.location, places);
    const { name, container: containerName } = symbol;
    return location ? [{ name, kind: symbolKinds[symbol.kind], containerName, location }] : [];
  });
}
