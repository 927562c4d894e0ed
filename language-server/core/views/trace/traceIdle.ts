/**
 * Rules that lead to chains which have nothing for a packet, told together: they are many, and none of them does anything.
 * In: the steps of one hook. Out: the same, with neighbours of one chain as one step.
 */
import type { TraceStepView } from './traceModel.ts';

export interface IdleStep extends TraceStepView {
  readonly idle: {
    /** Table and chain. */
    readonly place: string;
    readonly number: number;
    /** To which the rule leads. */
    readonly chain: string;
  };
}

export function withIdleTogether(steps: readonly (TraceStepView | IdleStep)[]): TraceStepView[] {
  const groups: (TraceStepView | IdleStep)[][] = [];
  for (const step of steps) {
    const group = groups.at(-1);
    if (group && isIdle(step) && isIdle(group[0]!) && group[0].idle.place === step.idle.place) group.push(step);
    else groups.push([step]);
  }
  return groups.map(together);
}

function isIdle(step: TraceStepView | IdleStep): step is IdleStep {
  return 'idle' in step;
}

function together(group: readonly (TraceStepView | IdleStep)[]): TraceStepView {
  const idle = group.filter(isIdle).map(step => step.idle);
  if (idle.length === 0) return group[0]!;
  const { place, number } = idle[0]!;
  const last = idle.at(-1)!.number;
  const at = `${place} ${last === number ? number : `${number}–${last}`}`;
  const chains = idle.map(({ chain }) => chain);
  const names = chains.length > 1 ? `${chains.slice(0, -1).join(', ')} and ${chains.at(-1)}` : chains[0];
  return { at, sentence: `${names} ${chains.length > 1 ? 'have' : 'has'} nothing for it` };
}
