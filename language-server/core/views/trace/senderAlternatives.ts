/**
 * Other nodes that a sender may run on, where no manifest names its node. In: a trace's result. Out: suppositions; none
 * where only one node takes the pod, where the request names the node, or where no policy asks for it.
 */
import { nodePlaces } from '../../cluster/nodePlaces.ts';
import { placeholderAt } from '../../cluster/placeholders.ts';
import { nodesFor } from '../../cluster/scheduling.ts';
import type { Supposed } from './alternatives.ts';
import { placeholderSender } from './assumption.ts';
import { claimsOf } from './traceClaims.ts';
import type { TraceResult } from './traceRequest.ts';

/** Others differ from these in little. */
const nodesTried = 3;

export function senderSuppositions(result: TraceResult): Supposed[] {
  const { pod, senderAddress, source, family, request, node } = result;
  if (!pod?.placeholder || !senderAddress || request.node !== undefined || !asksForNode(result)) return [];
  const object = placeholderAt(senderAddress.text, family, source.cluster)?.object;
  if (!object || object.pod.nodeName !== undefined) return [];
  const all = [...nodePlaces(source.cluster.model).nodes.values()];
  const others = nodesFor(object, all).filter(({ name }) => name !== node.plan.nodeName);
  const workload = `${object.namespace}/${object.name}`;
  return others.slice(0, nodesTried).map(({ name }) => ({
    assumption: placeholderSender(senderAddress.text, workload, pod.nodeName),
    condition: `the sender runs on ${name}`,
    supposition: { key: `sender on ${name}`, senderNode: name },
  }));
}

/** A policy, or hints. */
function asksForNode(result: TraceResult): boolean {
  return claimsOf(result).some(
    ({ plan: { port, allEndpoints } }) =>
      port.internalPolicyLocal || port.externalPolicyLocal || allEndpoints.some(e => e.hintNodes || e.hintZones),
  );
}
