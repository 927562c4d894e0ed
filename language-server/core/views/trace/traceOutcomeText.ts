/** How a way ends, in one sentence. In: an outcome. Out: text that names pods and nodes where objects do. */
import { joinHostPort } from '../../ip/address.ts';
import type { NatTarget } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import type { Packet } from '../../trace/packet.ts';
import { holderOf, holderText, namedEndpoint } from './traceHolders.ts';
import type { TraceResult } from './traceRequest.ts';

export function outcomeSentence(outcome: Outcome<Origin>, result: TraceResult): string {
  const { disposition, packet, reason, target } = outcome;
  const seen = `, which sees ${sourceText(packet, result)}${outcome.masqueraded ? ' (masqueraded)' : ''}`;
  switch (disposition) {
    case 'delivered':
      return `delivered to ${target ? reached(target, result) : 'the endpoint'}${seen}`;
    case 'local':
      if (outcome.events.length === 0)
        return `never leaves the pod: ${whereTo(packet)} is the pod’s own, no rule of the node sees the packet`;
      return `reaches the node’s own sockets at ${whereTo(packet)}, no rule takes it`;
    case 'forwarded':
      return leaving(outcome, result);
    case 'rejected':
      return `refused: the sender is told ${answerOf(outcome)}`;
    case 'dropped':
      return `dropped${reason === undefined ? ' by a rule' : `, for ${reason}`}: the sender hears nothing`;
    case 'lost':
      return `lost: ${reason}`;
    case 'refused':
      return `${reason}`;
    case 'unknown':
      return `unknown: ${reason}`;
  }
}

function sourceText({ source }: Packet, { pod, senderAddress }: TraceResult): string {
  return pod?.placeholder && senderAddress?.text === source.text ? `${source.text} (a placeholder)` : source.text;
}

function whereTo({ destination, destinationPort }: Packet): string {
  return joinHostPort(destination, destinationPort);
}

function leaving({ packet, masqueraded, leftBy }: Outcome<Origin>, result: TraceResult): string {
  const { node } = result;
  const holder = holderOf(packet.destination, result);
  const towards = holder ? ` for ${holderText(holder, node.plan.nodeName)}` : '';
  if (masqueraded) return `leaves the node by ${leftBy}${towards} as if ${packet.source.text} had sent it`;
  if (holder?.kind === 'pod')
    return `goes straight to ${holderText(holder, node.plan.nodeName)}, which sees ${sourceText(packet, result)}: no Service is involved`;
  // Nothing but pods is behind that interface.
  if (leftBy === node.network.podInterface)
    return `goes straight to ${whereTo(packet)}, which sees ${sourceText(packet, result)}: no Service is involved`;
  return `leaves the node unchanged by ${leftBy}${towards}, no rule takes it`;
}

function answerOf({ events }: Outcome<Origin>): string {
  const last = events.at(-1);
  const answer = last?.kind === 'step' && last.action.kind === 'reject' ? last.action.with : undefined;
  return answer === undefined ? 'that the port is unreachable' : `so with ${answer}`;
}

/** Captured rules may lead where no manifest does. */
function reached({ address, port }: NatTarget, result: TraceResult): string {
  const { node } = result;
  if (!node.lineOf) return namedEndpoint(address, port, result);
  const text = joinHostPort(address, port);
  const owner = node.plan.servicePorts.find(({ allEndpoints }) => allEndpoints.some(e => e.text === text));
  const holder = holderOf(address, result);
  const who = holder ? [holderText(holder, node.plan.nodeName)] : [];
  return `${text} (${[...who, owner ? owner.port.name : 'which is no endpoint in the manifests'].join(', ')})`;
}
