/** textDocument/codeLens: a line above each Service. */
import type { CodeLens, CodeLensParams } from 'vscode-languageserver';
import { toCommand } from '../commandLinks.ts';
import { nameOf } from '../names.ts';
import { placesOf, type Session } from '../session.ts';
import { toRange } from '../toProto.ts';

export function codeLens(session: Session, { textDocument }: CodeLensParams): CodeLens[] {
  const { workspace, config, client } = session;
  const file = nameOf(textDocument.uri);
  const manifest = workspace.snapshot.files.get(file)?.manifest;
  if (!manifest || !config.of(workspace.foldersOf(file)[0]).codeLensEnabled) return [];
  const places = placesOf(session);
  return workspace.analysis.codeLensesOf(file).flatMap(({ range, title, action }) => {
    const command = toCommand(title, action, places, client);
    // One that says nothing but what the client cannot do is no use.
    if (command.command === '' && title === action.title) return [];
    return [{ range: toRange(manifest, range), command }];
  });
}
