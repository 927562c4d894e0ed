/**
 * Why a packet leaves with an address of the node instead of its sender's, told by what would go wrong otherwise. In: a
 * masqueraded outcome and the Service port that was asked. Out: a sentence, with the field that would keep the source.
 */
import { type IpAddress, isLoopback } from '../../ip/address.ts';
import type { Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import { type Reason, specField } from './reason.ts';
import type { Claim } from './traceClaims.ts';
import type { TraceResult } from './traceRequest.ts';
import { senderOf, senderPlace } from './traceSender.ts';

export function whyMasqueraded(outcome: Outcome<Origin>, result: TraceResult, claim: Claim | undefined): Reason {
  const sender = senderOf(outcome);
  if (sender && senderPlace(outcome, result) === 'node') return { text: fromNode(sender, outcome) };
  if (sender && sender.text === outcome.target?.address.text) {
    return {
      text: `Why masqueraded: the pod was dealt itself. It would answer its own address directly and never see a reply from ${result.target.address.text}.`,
    };
  }
  if (claim?.kind === 'clusterIP' && result.node.plan.masquerade.all) {
    return { text: 'Why masqueraded: kube-proxy’s masqueradeAll hides every sender that asks a cluster IP.' };
  }
  return fromAfar(result, claim);
}

function fromNode(sender: IpAddress, { target }: Outcome<Origin>): string {
  if (sender.text === target?.address.text) {
    return 'Why masqueraded: what the node itself sends always is; from the node to itself it changes nothing.';
  }
  return isLoopback(sender)
    ? `Why masqueraded: the node sent it as ${sender.text}, which anywhere else means the receiver itself; it gets an address that can be answered.`
    : 'Why masqueraded: the node sent it; it leaves with the address of the interface that it goes out by, so that the reply comes back here to be translated.';
}

/** Also where the endpoint runs here: the rules hide the sender before they choose one. */
function fromAfar({ target, node }: TraceResult, claim: Claim | undefined): Reason {
  const why = `Why masqueraded: an endpoint on another node would answer the sender directly, from an address that it never asked (it asked ${target.address.text}), and the reply would be thrown away. So every reply is made to come back through ${node.plan.nodeName}. The price: the endpoint does not see who asked`;
  if (!claim || claim.kind === 'clusterIP') return { text: `${why}.` };
  const place = specField(claim.plan.port, 'externalTrafficPolicy');
  return { text: `${why}; externalTrafficPolicy: Local would keep the address.`, place };
}
