/**
 * Who sends traffic to whom: an Ingress or route calls Services, a Service calls the workloads that it selects, and
 * these call the Services whose names stand in their environment or arguments.
 */
import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import { type KubernetesObject, kindOf } from '../../cluster/objects.ts';
import { declarationsAt, hasPods, type Link, linksOf, linksTo, type Place } from '../../cluster/references.ts';
import type { CallItemView, CallView } from './navigationModel.ts';
import { type PresentOf, rangeOf, targetOf } from './place.ts';
import { symbolDetail, symbolKindOf } from './symbols.ts';

/** What takes part: traffic enters, is handed on, or ends there. */
export function takesPart(object: KubernetesObject): boolean {
  return object.kind === 'Service' || hasPods(object) || (object.kind === 'Other' && object.references !== undefined);
}

export function callItem(object: KubernetesObject, presentOf: PresentOf): CallItemView {
  const { namespace, name, source } = object;
  return {
    ...targetOf({ object, path: ['metadata', 'name'] }, presentOf),
    name: name || kindOf(object),
    detail: symbolDetail(object),
    kind: symbolKindOf(object),
    object: { file: source.file, kind: kindOf(object), namespace, name },
  };
}

/** Of what an object says of others, the fields that send traffic there; a workload does by the hosts that it is told. */
function isCall({ from: { object, word }, relation }: Link): boolean {
  if (object.kind === 'Service') return relation === 'pods';
  if (hasPods(object)) return relation === 'service' && word !== undefined;
  return object.kind === 'Other' && object.references !== undefined && relation === 'service';
}

interface Call {
  readonly other: KubernetesObject;
  readonly field: Place;
}

export function outgoingCalls(object: KubernetesObject, cluster: ClusterIndex, presentOf: PresentOf): CallView[] {
  const calls = linksOf(object, cluster).filter(isCall);
  return views(
    calls.flatMap(({ from, targets }) => targets.map(target => ({ other: target.object, field: from }))),
    presentOf,
  );
}

export function incomingCalls(object: KubernetesObject, cluster: ClusterIndex, presentOf: PresentOf): CallView[] {
  const places = declarationsAt(object, ['metadata', 'name']);
  const calls = places.flatMap(place => linksTo(place, cluster)).filter(isCall);
  return views(
    calls.map(({ from }) => ({ other: from.object, field: from })),
    presentOf,
  );
}

/** One for each object at the other end, its fields in the order of the text. */
function views(calls: readonly Call[], presentOf: PresentOf): CallView[] {
  const groups = new Map<KubernetesObject['source'], Call[]>();
  for (const call of calls) groups.set(call.other.source, [...(groups.get(call.other.source) ?? []), call]);
  return [...groups.values()].map(group => ({
    item: callItem(group[0]!.other, presentOf),
    ranges: group.map(({ field }) => rangeOf(field, presentOf)).sort((a, b) => a.start - b.start),
  }));
}
