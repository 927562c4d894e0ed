/** Definitions, references and document links. */
import type {
  DefinitionParams,
  DocumentLink,
  DocumentLinkParams,
  Location,
  LocationLink,
  ReferenceParams,
} from 'vscode-languageserver';
import type { ViewLocation } from '../../core/views/model.ts';
import { nameOf } from '../names.ts';
import { placesOf, type Session } from '../session.ts';
import { type Places, toLocation, toRange } from '../toProto.ts';
import { cursorOf } from './cursor.ts';

/** With the object around each target, for a peek, where the client takes that. */
export function definition(session: Session, params: DefinitionParams): Location[] | LocationLink[] | null {
  const cursor = cursorOf(session, params);
  const view = cursor && session.workspace.analysis.navigation.definitionAt(cursor.file, cursor.offset);
  if (!view) return null;
  const places = placesOf(session);
  if (!session.client.linksDefinitions) return view.targets.flatMap(target => toLocation(target, places) ?? []);
  return view.targets.flatMap(({ file, range, whole }): LocationLink[] => {
    const selection = toLocation({ file, range }, places);
    const all = toLocation({ file, range: whole }, places);
    if (!selection || !all) return [];
    const { uri: targetUri, range: targetSelectionRange } = selection;
    const originSelectionRange = toRange(cursor.manifest, view.origin);
    return [{ originSelectionRange, targetUri, targetRange: all.range, targetSelectionRange }];
  });
}

export function references(session: Session, params: ReferenceParams): Location[] | null {
  const cursor = cursorOf(session, params);
  if (!cursor) return null;
  const options = { withDeclaration: params.context?.includeDeclaration ?? true };
  const found = session.workspace.analysis.navigation.referencesAt(cursor.file, cursor.offset, options);
  const places = placesOf(session);
  return found.flatMap(place => toLocation(place, places) ?? []);
}

export function documentLinks(session: Session, { textDocument }: DocumentLinkParams): DocumentLink[] | null {
  const file = nameOf(textDocument.uri);
  const manifest = session.workspace.snapshot.files.get(file)?.manifest;
  if (!manifest) return null;
  const places = placesOf(session);
  return session.workspace.analysis.navigation.documentLinksOf(file).flatMap(({ range, target, tooltip }) => {
    const uri = placeUri(target, places);
    return uri === undefined ? [] : [{ range: toRange(manifest, range), target: uri, tooltip }];
  });
}

/** A link has no range of its own; editors read a line and a column, from 1, out of the fragment. */
function placeUri(place: ViewLocation, places: Places): string | undefined {
  const location = toLocation(place, places);
  if (!location) return undefined;
  const { line, character } = location.range.start;
  return `${location.uri}#L${line + 1},${character + 1}`;
}
