/** textDocument/inlayHint: what the API server fills in, where the setting asks for it. */
import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import { MarkupKind } from 'vscode-languageserver';
import { textRangeOf } from '../fromProto.ts';
import { nameOf } from '../names.ts';
import type { Session } from '../session.ts';
import { toRange } from '../toProto.ts';

export function inlayHint({ workspace, config }: Session, { textDocument, range }: InlayHintParams): InlayHint[] {
  const file = nameOf(textDocument.uri);
  const manifest = workspace.snapshot.files.get(file)?.manifest;
  const asked = manifest && textRangeOf(manifest, range);
  if (!asked || !config.of(workspace.foldersOf(file)[0]).defaultHints) return [];
  return workspace.analysis.navigation
    .inlayHintsOf(file)
    .filter(({ offset }) => offset >= asked.start && offset <= asked.end)
    .map(({ offset, label, tooltip }) => ({
      position: toRange(manifest, { start: offset, end: offset }).start,
      label,
      tooltip: { kind: MarkupKind.Markdown, value: tooltip },
      paddingLeft: true,
    }));
}
