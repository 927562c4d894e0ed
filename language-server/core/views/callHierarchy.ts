/** Who sends traffic to whom: an Ingress or route calls Services, a Service calls the workloads that it selects. */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import { declarationAt, hasPods, type Link, linksOf, linksTo, type Place } from '../cluster/references.ts';
import type { CallItemView, CallView } from './navigationModel.ts';
import { type PresentOf, rangeOf, targetOf } from './place.ts';
import { kindOf, symbolDetail, symbolKindOf } from './symbols.ts';

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

/** Of what an object says of others, the fields that send traffic there. */
function isCall({ from, relation }: Link): boolean {
  if (from.object.kind === 'Service') return relation === 'pods';
  return from.object.kind === 'Other' && relation === 'service';
}

export function outgoingCalls(object: KubernetesObject, cluster: ClusterIndex, presentOf: PresentOf): CallView[] {
  const calls = linksOf(object, cluster).filter(isCall);
  return group(
    calls.flatMap(({ from, targets }) => targets.map(target => ({ other: target.object, field: from }))),
  ).map(({ other, fields }) => ({
    item: callItem(other, presentOf),
    ranges: fields.map(field => rangeOf(field, presentOf)),
  }));
}

export function incomingCalls(object: KubernetesObject, cluster: ClusterIndex, presentOf: PresentOf): CallView[] {
  const place = declarationAt(object, ['metadata', 'name']);
  const calls = place ? linksTo(place, cluster).filter(isCall) : [];
  return group(calls.map(({ from }) => ({ other: from.object, field: from }))).map(({ other, fields }) => ({
    item: callItem(other, presentOf),
    ranges: fields.map(field => rangeOf(field, presentOf)),
  }));
}

function group(calls: readonly { readonly other: KubernetesObject; readonly field: Place }[]) {
  const groups = new Map<KubernetesObject['source'], { other: KubernetesObject; fields: Place[] }>();
  for (const { other, field } of calls) {
    const known = groups.get(other.source);
    if (known) known.fields.push(field);
    else groups.set(other.source, { other, fields: [field] });
  }
  return [...groups.values()];
}
