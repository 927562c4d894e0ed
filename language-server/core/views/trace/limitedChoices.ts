/** Lists of choices that end somewhere, and say how many they leave out. */
import type { TraceChoice } from './traceModel.ts';

export interface Limited {
  readonly choices: readonly TraceChoice[];
  readonly left: number;
}

export function joined(parts: readonly Limited[]): Limited {
  return { choices: parts.flatMap(({ choices }) => choices), left: parts.reduce((sum, { left }) => sum + left, 0) };
}

export function limited<T>(
  items: readonly T[],
  limit: number,
  toChoices: (item: T) => TraceChoice | readonly TraceChoice[],
): Limited {
  const shown = items.slice(0, limit);
  return { choices: shown.flatMap(toChoices), left: items.length - shown.length };
}
