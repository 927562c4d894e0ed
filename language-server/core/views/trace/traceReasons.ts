/**
 * Why a packet ends as it does, for people who have to change something: the cause in the manifests, and what would
 * help. In: an outcome. Out: sentences, each with the field that it speaks of; none where nothing certain can be said.
 */
import type { Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import { deliveryReasons } from './deliveryReasons.ts';
import { lossReasons } from './lossReasons.ts';
import type { Reason } from './reason.ts';
import { refusalReasons } from './refusalReasons.ts';
import type { TraceResult } from './traceRequest.ts';
import { unclaimedReasons } from './unclaimedReasons.ts';

export function reasonsOf(outcome: Outcome<Origin>, result: TraceResult): readonly Reason[] {
  switch (outcome.disposition) {
    case 'delivered':
      return deliveryReasons(outcome, result);
    case 'rejected':
    case 'dropped':
      return refusalReasons(outcome, result);
    case 'forwarded':
    case 'local':
      return unclaimedReasons(outcome, result);
    case 'lost':
      return lossReasons(outcome, result);
    case 'refused':
    case 'unknown':
      return [];
  }
}
