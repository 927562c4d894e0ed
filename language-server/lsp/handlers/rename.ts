/** textDocument/prepareRename and textDocument/rename; why a name is refused is told to the person. */
import {
  LSPErrorCodes,
  type PrepareRenameParams,
  type Range,
  type RenameParams,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Session } from '../session.ts';
import { toRange } from '../toProto.ts';
import { toWorkspaceEdit } from '../workspaceEdit.ts';
import { cursorOf } from './cursor.ts';

export function prepareRename(
  session: Session,
  params: PrepareRenameParams,
): { range: Range; placeholder: string } | null {
  const cursor = cursorOf(session, params);
  const target = cursor && session.workspace.analysis.navigation.renameTargetAt(cursor.file, cursor.offset);
  return target ? { range: toRange(cursor.manifest, target.range), placeholder: target.placeholder } : null;
}

export function rename(session: Session, params: RenameParams): WorkspaceEdit | null {
  const cursor = cursorOf(session, params);
  const view = cursor && session.workspace.analysis.navigation.renameAt(cursor.file, cursor.offset, params.newName);
  if (!view) return null;
  if ('refusal' in view) throw new ResponseError(LSPErrorCodes.RequestFailed, view.refusal);
  return toWorkspaceEdit(view.edits, session);
}
