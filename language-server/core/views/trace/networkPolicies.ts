/**
 * NetworkPolicies that a traced packet meets: those that select its sender for egress, and those that select the pod where
 * it ends for ingress. They are not evaluated, and so each of them may deny the packet. In: an outcome. Out: assumptions.
 */
import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import type { OtherObject, Pod, Workload } from '../../cluster/objects.ts';
import { placeholderAt } from '../../cluster/placeholders.ts';
import { meetsSelector } from '../../cluster/selectors.ts';
import type { IpAddress } from '../../ip/address.ts';
import type { Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import { type Assumption, networkPolicy } from './assumption.ts';
import type { TraceResult } from './traceRequest.ts';
import { senderOf, senderPlace } from './traceSender.ts';

export function policiesOn(outcome: Outcome<Origin>, result: TraceResult): readonly Assumption[] {
  const { packet, disposition } = outcome;
  const isOnItsWay = disposition === 'delivered' || disposition === 'forwarded';
  const sender = senderOf(outcome);
  // A pod is never kept from itself.
  if (!isOnItsWay || !sender || sender.text === packet.destination.text) return [];
  const at = { port: packet.destinationPort, protocol: packet.protocol.toUpperCase() };
  const egress = result.node.plan && podsWith(sender, result).flatMap(pod => policies(pod, 'egress', at, result));
  // The node on which a pod runs can always reach it.
  const isOwnNode = senderPlace(outcome, result) === 'node' && outcome.leftBy === result.node.network.podInterface;
  const receivers = isOwnNode ? [] : podsWith(packet.destination, result);
  return [...egress, ...receivers.flatMap(pod => policies(pod, 'ingress', at, result))];
}

/** Pods on the network of their node are beyond policies. */
function podsWith({ text, family }: IpAddress, { source: { cluster } }: TraceResult): (Pod | Workload)[] {
  const standIn = placeholderAt(text, family, cluster)?.object;
  const held = cluster.addressHolders(text).flatMap((holder): (Pod | Workload)[] => {
    if (holder.kind === 'Pod') return [holder];
    if (holder.kind === 'Endpoints') return [];
    return holder.endpoints.flatMap(({ addresses, targetRef }) => {
      const isHere = addresses.includes(text) && targetRef?.kind === 'Pod';
      return isHere ? cluster.podSourcesNamed(holder.namespace, targetRef).map(({ object }) => object) : [];
    });
  });
  return [...new Set([...(standIn ? [standIn] : []), ...held])].filter(({ pod }) => !pod.hostNetwork);
}

function policies(
  pod: Pod | Workload,
  direction: 'ingress' | 'egress',
  at: { readonly port: number; readonly protocol: string },
  { source: { cluster } }: TraceResult,
): Assumption[] {
  return policiesIn(pod.namespace, cluster)
    .filter(policy => policy.isolates?.[direction] && selectsPod(policy, pod))
    .map(policy => networkPolicy({ policy, direction, pod, at, place: { source: policy.source, path: ['spec'] } }));
}

/** Without a selector it selects every pod. A label whose value is unknown may be what it asks for. */
function selectsPod({ podSelectors = [] }: OtherObject, { pod }: Pod | Workload): boolean {
  const own = podSelectors.find(({ path }) => path.join('.') === 'spec.podSelector');
  if (!own || meetsSelector(own, pod.labels)) return true;
  const asked = [...Object.keys(own.matchLabels), ...own.matchExpressions.map(({ key }) => key)];
  return asked.some(key => pod.unknownLabels?.includes(key));
}

const byNamespace = new WeakMap<readonly OtherObject[], ReadonlyMap<string, readonly OtherObject[]>>();

/** Of several with one name the last. */
function policiesIn(namespace: string, { model: { others } }: ClusterIndex): readonly OtherObject[] {
  const known = byNamespace.get(others) ?? indexPolicies(others);
  byNamespace.set(others, known);
  return known.get(namespace) ?? [];
}

function indexPolicies(others: readonly OtherObject[]): ReadonlyMap<string, readonly OtherObject[]> {
  const named = new Map<string, OtherObject>();
  for (const object of others) if (object.isolates) named.set(`${object.namespace}/${object.name}`, object);
  const found = new Map<string, OtherObject[]>();
  for (const policy of named.values()) {
    const list = found.get(policy.namespace);
    if (list) list.push(policy);
    else found.set(policy.namespace, [policy]);
  }
  return found;
}
