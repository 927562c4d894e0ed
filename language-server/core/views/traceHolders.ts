/**
 * Who has an address: people think in pods and nodes. In: a trace's result. Out: for each address that the trace comes
 * to, the pod or Node object that has it; undefined where no object says so.
 */
import { type IpAddress, joinHostPort, parseAddress } from '../ip/address.ts';
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

type Holders = Map<string, Holder | undefined>;

const known = new WeakMap<TraceResult, Holders>();

export function holderOf({ text }: IpAddress, result: TraceResult): Holder | undefined {
  const holders = known.get(result) ?? findHolders(addressesOf(result), result);
  known.set(result, holders);
  if (!holders.has(text)) holders.set(text, findHolders([text], result).get(text));
  return holders.get(text);
}

/** To look for all of them at once costs no more than for one. */
function addressesOf({ target, outcomes }: TraceResult): string[] {
  return [target.address.text, ...outcomes.flatMap(outcome => outcome.target?.address.text ?? [])];
}

function findHolders(texts: readonly string[], { source }: TraceResult): Holders {
  const wanted = new Set(texts);
  const found: Holders = new Map(texts.map(text => [text, undefined]));
  for (const [text, pods] of podsAt(source, wanted)) {
    const [first, second] = pods;
    // Pods on the node's own network share its address; none of them has it to itself.
    if (first && !second) found.set(text, { kind: 'pod', ...first });
  }
  for (const { name, addresses } of source.cluster.model.nodes) {
    for (const text of addresses.map(entry => parseAddress(entry.address)?.text ?? '')) {
      if (wanted.has(text)) found.set(text, { kind: 'node', name, nodeName: name, placeholder: false });
    }
  }
  return found;
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
