/** Edits of the core as a WorkspaceEdit, in the form that the client understands. */
import type { AnnotatedTextEdit, ChangeAnnotation, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { RenameEdit } from '../core/views/navigation/navigationModel.ts';
import type { Session } from './session.ts';
import { toRange } from './toProto.ts';

const inText = 'in-text';
const inTextAnnotation: ChangeAnnotation = {
  label: 'Host names in texts',
  description: 'environment, arguments and configuration that name the Service',
  needsConfirmation: true,
};

export function toWorkspaceEdit(edits: readonly RenameEdit[], { workspace, client }: Session): WorkspaceEdit {
  const isAnnotated = client.documentChanges && client.annotatesChanges;
  const byFile = new Map<string, (TextEdit | AnnotatedTextEdit)[]>();
  for (const { file, range, newText, isGuess } of edits) {
    const manifest = workspace.snapshot.files.get(file)?.manifest;
    if (!manifest) continue;
    const list = byFile.get(file) ?? [];
    const edit = { range: toRange(manifest, range), newText };
    list.push(isGuess && isAnnotated ? { ...edit, annotationId: inText } : edit);
    byFile.set(file, list);
  }
  const entries = [...byFile].map(([file, list]) => ({ uri: workspace.uriOf(file), file, list }));
  if (!client.documentChanges) return { changes: Object.fromEntries(entries.map(({ uri, list }) => [uri, list])) };
  const documentChanges = entries.map(({ uri, file, list }) => ({
    textDocument: { uri, version: workspace.versionOf(file) },
    edits: list,
  }));
  const hasGuesses = isAnnotated && edits.some(({ isGuess }) => isGuess);
  return { documentChanges, ...(hasGuesses ? { changeAnnotations: { [inText]: inTextAnnotation } } : {}) };
}
