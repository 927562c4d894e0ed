/** Why the network stack throws a packet away. In: an outcome that no rule ended. Out: causes that manifests show. */
import { locateOrigin, type Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import type { Reason } from './reason.ts';
import { claimOf } from './traceClaims.ts';
import type { TraceResult } from './traceRequest.ts';
import { senderOf } from './traceSender.ts';

export function lossReasons(outcome: Outcome<Origin>, result: TraceResult): Reason[] {
  const { target } = outcome;
  const isHairpin = target !== undefined && senderOf(outcome)?.text === target.address.text;
  return isHairpin ? [lostHairpin(outcome, result)] : [];
}

function lostHairpin({ target }: Outcome<Origin>, result: TraceResult): Reason {
  const { mode } = result;
  const endpoint = claimOf(result)?.plan.allEndpoints.find(({ address }) => address.text === target?.address.text);
  const why = 'The pod was dealt itself, and its packet kept its own address as the source';
  if (!endpoint || endpoint.nodeName !== undefined || mode === 'iptables') return { text: `${why}.` };
  return {
    text: `${why}: in ${mode} mode only endpoints whose slice names their node (nodeName) are masqueraded when they call themselves.`,
    place: locateOrigin(endpoint),
  };
}
