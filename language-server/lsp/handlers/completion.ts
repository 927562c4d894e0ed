/** textDocument/completion: what the core proposes, in its order. */
import { type CompletionItem, CompletionItemKind, type CompletionParams } from 'vscode-languageserver';
import type { CompletionItemView } from '../../core/views/navigation/navigationModel.ts';
import type { Session } from '../session.ts';
import { toRange } from '../toProto.ts';
import { cursorOf } from './cursor.ts';

const kinds: Readonly<Record<CompletionItemView['kind'], CompletionItemKind>> = {
  label: CompletionItemKind.Property,
  service: CompletionItemKind.Reference,
  port: CompletionItemKind.Value,
};

export function completion(session: Session, params: CompletionParams): CompletionItem[] | null {
  const cursor = cursorOf(session, params);
  const view = cursor && session.workspace.analysis.navigation.completionAt(cursor.file, cursor.offset);
  if (!view) return null;
  const range = toRange(cursor.manifest, view.range);
  return view.items.map(({ label, detail, kind, newText, filterText }, i) => ({
    label,
    detail,
    kind: kinds[kind],
    filterText,
    sortText: String(i).padStart(4, '0'),
    textEdit: { range, newText },
  }));
}
