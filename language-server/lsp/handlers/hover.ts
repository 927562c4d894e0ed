/** textDocument/hover: the view at the cursor, with its actions as links. */
import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import { toLinkLine } from '../commandLinks.ts';
import { offsetAt } from '../fromProto.ts';
import { nameOf } from '../names.ts';
import { placesOf, type Session } from '../session.ts';
import { toRange } from '../toProto.ts';

export function hover(session: Session, { textDocument, position }: HoverParams): Hover | null {
  const file = nameOf(textDocument.uri);
  const manifest = session.workspace.snapshot.files.get(file)?.manifest;
  const offset = manifest && offsetAt(manifest, position);
  if (!manifest || offset === undefined) return null;
  const view = session.workspace.analysis.hoverAt(file, offset);
  if (!view) return null;
  const links = toLinkLine(view.actions, placesOf(session), session.client);
  const value = [view.summary, links, view.details].filter(Boolean).join('\n\n');
  return { contents: { kind: MarkupKind.Markdown, value }, range: toRange(manifest, view.range) };
}
