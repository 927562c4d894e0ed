/**
 * Who has an address: people think in pods and nodes. In: a trace's result. Out: for each address that the trace comes
 * to, the pod or Node object that has it; undefined where no object says so.
 */
import { type IpAddress, joinHostPort } from '../../ip/address.ts';
import { nodeAt } from './nodeAt.ts';
import { podsAt } from './tracePods.ts';
import type { TraceResult } from './traceRequest.ts';

export interface Holder {
  readonly kind: 'pod' | 'node';
  /** "namespace/name" of a pod, or of the workload that it is a replica of. */
  readonly name: string;
  readonly nodeName: string | undefined;
  /** A replica that does not run yet. */
  readonly placeholder: boolean;
}

export function holderOf(address: IpAddress, { source }: TraceResult): Holder | undefined {
  const name = nodeAt(source.cluster, address);
  if (name !== undefined) return { kind: 'node', name, nodeName: name, placeholder: false };
  // Pods on a node's own network share its address; none of them has it to itself.
  const [first, second] = podsAt(source, address);
  return first && !second ? { kind: 'pod', ...first } : undefined;
}

/** "pod shop/web-1 on node-b"; the node is left out where it is `here`. */
export function holderText({ kind, name, nodeName, placeholder }: Holder, here: string): string {
  if (kind === 'node') return name === here ? `${name} itself` : name;
  const place = nodeName === undefined || nodeName === here ? '' : ` on ${nodeName}`;
  return placeholder ? `a replica of ${name}, its address a placeholder` : `pod ${name}${place}`;
}

/** "10.244.1.10:8080 (pod shop/web-1 on node-b)" */
export function namedEndpoint(address: IpAddress, port: number, result: TraceResult): string {
  const holder = holderOf(address, result);
  const text = joinHostPort(address, port);
  return holder ? `${text} (${holderText(holder, result.node.plan.nodeName)})` : text;
}
