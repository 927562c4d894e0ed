/**
 * Why a packet leaves with an address of the node instead of its sender's. In: an outcome. Out: a sentence for people who
 * wonder what would go wrong otherwise; undefined where the source is kept.
 */
import type { Origin } from '../routing/origin.ts';
import type { Outcome } from '../trace/outcome.ts';
import { isOwnAddress } from '../trace/routePacket.ts';
import type { TraceResult } from './traceRequest.ts';

export function explainMasquerade(outcome: Outcome<Origin>, result: TraceResult): string | undefined {
  if (!outcome.masqueraded || !outcome.target) return undefined;
  const sender = senderOf(outcome);
  const asked = result.target.address.text;
  if (sender === outcome.target.address.text) {
    return `Why masqueraded: the pod was dealt itself. It would answer its own address directly and never see a reply from ${asked}.`;
  }
  if (sender !== undefined && isFromNode(sender, result)) {
    return 'Why masqueraded: the node sent it, from an address that was chosen for the original destination; the reply has to come back to this node to be translated.';
  }
  return `Why masqueraded: the sender asked ${asked}. A reply straight from the endpoint would come from an address that it never asked, and be thrown away; so the reply is made to come back through this node, which puts ${asked} in again. The price: the endpoint does not see who asked.`;
}

function senderOf({ events }: Outcome<Origin>): string | undefined {
  const first = events.find(event => event.kind === 'enter');
  return first?.kind === 'enter' ? first.packet.source.text : undefined;
}

function isFromNode(sender: string, { node, family }: TraceResult): boolean {
  return isOwnAddress(node.network.host, { family, text: sender });
}
