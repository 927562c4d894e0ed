/**
 * What happens to a packet that leaves for another node of the cluster: the same packet, as it leaves here, traced by the
 * rules which that node has. In: a trace's result. Out: one result for each node and each form of the packet.
 */
import type { Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import { tracePacket } from '../../trace/tracePacket.ts';
import { routingView, sourceOnNode } from '../routingView.ts';
import { nodeAt } from './nodeAt.ts';
import type { Retrace, TraceResult } from './traceRequest.ts';
import { destinationOf } from './traceTarget.ts';
import { traceNode } from './traceWorld.ts';

const known = new WeakMap<TraceResult, readonly TraceResult[]>();

export function beyond(result: TraceResult): readonly TraceResult[] {
  const found = known.get(result) ?? traceBeyond(result);
  known.set(result, found);
  return found;
}

/** What becomes of the packet of this outcome; undefined where it leaves for no node that is known. */
export function beyondOf(outcome: Outcome<Origin>, result: TraceResult): TraceResult | undefined {
  if (!leavesFor(outcome, result)) return undefined;
  return beyond(result).find(({ senderAddress }) => senderAddress?.text === outcome.packet.source.text);
}

/** The node that has the destination, which no rule here took. */
function leavesFor(outcome: Outcome<Origin>, { source, target, node }: TraceResult): string | undefined {
  if (outcome.disposition !== 'forwarded') return undefined;
  const name = nodeAt(source.cluster, target.address);
  return name === node.plan.nodeName ? undefined : name;
}

function traceBeyond(result: TraceResult): TraceResult[] {
  const found = new Map<string, TraceResult>();
  for (const outcome of result.outcomes) {
    const name = leavesFor(outcome, result);
    const { text } = outcome.packet.source;
    if (name !== undefined && !found.has(text)) found.set(text, traceOn(name, outcome, result));
  }
  return [...found.values()];
}

function traceOn(name: string, { packet }: Outcome<Origin>, result: TraceResult): TraceResult {
  const source = sourceOnNode(result.source, name);
  const { target, family, protocol } = result;
  const routing = routingView(source);
  const { mode } = routing;
  const node = traceNode({
    source,
    routing,
    mode,
    family,
    withStandIns: target.standIn,
    towards: destinationOf(target),
  });
  const { source: address, destination, destinationPort } = packet;
  const from = { kind: 'interface', name: node.network.uplink, address } as const;
  const outcomes = tracePacket({ protocol, destination, destinationPort, from }, node.world);
  const sender = { kind: 'client', address } as const;
  const retrace: Retrace = supposed => {
    const alternative = result.retrace(supposed);
    return alternative && beyond(alternative).find(there => there.node.plan.nodeName === name);
  };
  return { ...result, source, node, mode, sender, pod: undefined, senderAddress: address, outcomes, retrace };
}
