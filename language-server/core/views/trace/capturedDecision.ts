/**
 * Which captured rule decided that a packet is refused or dropped: the last one, or the one that marked the packet, where
 * the last drops whatever is marked. In: an outcome by captured rules. Out: one sentence on its line; none where a policy
 * decided, which the outcome names; undefined where the rule is one that manifests make.
 */
import type { Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import type { Step } from '../../trace/trail.ts';
import type { Reason } from './reason.ts';
import type { TraceResult } from './traceRequest.ts';

export function capturedDecision(
  { events, reason }: Outcome<Origin>,
  result: TraceResult,
): readonly Reason[] | undefined {
  const steps = events.filter((event): event is Step<Origin> => event.kind === 'step');
  const last = steps.at(-1);
  const isByRule = last === events.at(-1) && (last?.action.kind === 'drop' || last?.action.kind === 'reject');
  if (!last || !isByRule) return reason === undefined ? undefined : [];
  const marking = last.rule.matches.some(({ kind }) => kind === 'mark') ? markingStep(steps) : undefined;
  const decision = marking ?? last;
  if (decision.rule.origin.kind !== 'text') return undefined;
  const { line } = decision.rule.origin;
  if (!marking)
    return [{ text: `No manifest made this rule: it stands on line ${line} of the captured rules${said(last)}.` }];
  const lastLine = result.node.lineOf?.(last.rule);
  const dropper = lastLine === undefined ? 'a later rule' : `line ${lastLine}`;
  return [
    {
      text: `Line ${line} of the captured rules (${marking.table} ${marking.chain}) marks it${said(marking)}, and ${dropper} drops what is marked.`,
    },
  ];
}

/** The rule that led to the chain which only marks, where there is one. */
function markingStep(steps: readonly Step<Origin>[]): Step<Origin> | undefined {
  const at = steps.findLastIndex(({ action }) => action.kind === 'set-mark');
  const marking = steps[at];
  const before = steps[at - 1];
  const isLedTo = before && marking && 'chain' in before.action && before.action.chain === marking.chain;
  return isLedTo ? before : marking;
}

function said({ rule: { comment } }: Step<Origin>): string {
  return comment === undefined ? '' : ` (“${comment}”)`;
}
