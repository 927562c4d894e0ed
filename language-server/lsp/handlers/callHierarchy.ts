/** The call hierarchy: Ingress or route, Service, workload. Items carry the identity of their object. */
import type {
  CallHierarchyIncomingCall,
  CallHierarchyIncomingCallsParams,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CallHierarchyOutgoingCallsParams,
  CallHierarchyPrepareParams,
  Range,
} from 'vscode-languageserver';
import type { TextRange } from '../../core/base/textRange.ts';
import type { CallItemView, ObjectRef } from '../../core/views/navigation/navigationModel.ts';
import { nameOf } from '../names.ts';
import { placesOf, type Session } from '../session.ts';
import { toLocation, toRange } from '../toProto.ts';
import { cursorOf } from './cursor.ts';
import { symbolKinds } from './symbols.ts';

export function prepareCallHierarchy(session: Session, params: CallHierarchyPrepareParams): CallHierarchyItem[] | null {
  const cursor = cursorOf(session, params);
  const view = cursor && session.workspace.analysis.navigation.callItemAt(cursor.file, cursor.offset);
  return view ? toItem(view, session) : null;
}

export function incomingCalls(
  session: Session,
  { item }: CallHierarchyIncomingCallsParams,
): CallHierarchyIncomingCall[] | null {
  const object = objectOf(item);
  if (!object) return null;
  return session.workspace.analysis.navigation
    .incomingCalls(object)
    .flatMap(({ item: caller, ranges }) =>
      toItem(caller, session).map(from => ({ from, fromRanges: toRanges(ranges, caller.file, session) })),
    );
}

export function outgoingCalls(
  session: Session,
  { item }: CallHierarchyOutgoingCallsParams,
): CallHierarchyOutgoingCall[] | null {
  const object = objectOf(item);
  if (!object) return null;
  return session.workspace.analysis.navigation
    .outgoingCalls(object)
    .flatMap(({ item: called, ranges }) =>
      toItem(called, session).map(to => ({ to, fromRanges: toRanges(ranges, object.file, session) })),
    );
}

/** Empty where the file has gone meanwhile. */
function toItem(
  { file, range, whole, name, detail, kind, object }: CallItemView,
  session: Session,
): CallHierarchyItem[] {
  const places = placesOf(session);
  const selection = toLocation({ file, range }, places);
  const all = toLocation({ file, range: whole }, places);
  if (!selection || !all) return [];
  const { kind: objectKind, namespace, name: objectName } = object;
  return [
    {
      name,
      detail,
      kind: symbolKinds[kind],
      uri: selection.uri,
      range: all.range,
      selectionRange: selection.range,
      data: { kind: objectKind, namespace, name: objectName },
    },
  ];
}

function objectOf({ uri, data }: CallHierarchyItem): ObjectRef | undefined {
  const { kind, namespace, name } = (data ?? {}) as Partial<ObjectRef>;
  if (typeof kind !== 'string' || typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  return { file: nameOf(uri), kind, namespace, name };
}

function toRanges(ranges: readonly TextRange[], file: string, { workspace }: Session): Range[] {
  const manifest = workspace.snapshot.files.get(file)?.manifest;
  return manifest ? ranges.map(range => toRange(manifest, range)) : [];
}
