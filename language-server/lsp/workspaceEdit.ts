/** Edits of the core as a WorkspaceEdit, in the form that the client understands. */
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { FileEdit } from '../core/validation/finding.ts';
import type { Session } from './session.ts';
import { toRange } from './toProto.ts';

export function toWorkspaceEdit(edits: readonly FileEdit[], { workspace, client }: Session): WorkspaceEdit {
  const byFile = new Map<string, TextEdit[]>();
  for (const { file, range, newText } of edits) {
    const manifest = workspace.snapshot.files.get(file)?.manifest;
    if (!manifest) continue;
    const list = byFile.get(file) ?? [];
    list.push({ range: toRange(manifest, range), newText });
    byFile.set(file, list);
  }
  const entries = [...byFile].map(([file, list]) => ({ uri: workspace.uriOf(file), file, list }));
  if (!client.documentChanges) return { changes: Object.fromEntries(entries.map(({ uri, list }) => [uri, list])) };
  return {
    documentChanges: entries.map(({ uri, file, list }) => ({
      textDocument: { uri, version: workspace.versionOf(file) },
      edits: list,
    })),
  };
}
