/**
 * The heights at which boxes stand: each as near to its neighbours as the order and the gaps of its column allow. In:
 * ordered columns, box heights, links. Out: the top of every slot; boxes of one column never overlap.
 */
import type { Link } from './layoutOrder.ts';

export interface Stack {
  readonly columns: readonly (readonly number[])[];
  readonly heights: readonly number[];
  readonly links: readonly Link[];
  readonly gap: number;
}

const passes = 4;

export function placeVertically(stack: Stack): number[] {
  const tops: number[] = new Array(stack.heights.length).fill(0);
  for (const column of stack.columns) settle(stack, column, tops, () => 0);
  const neighbours = [gather(stack.links, 'to', 'from'), gather(stack.links, 'from', 'to')] as const;
  for (let pass = 0; pass < passes; pass++) {
    const forward = pass % 2 === 0;
    const columns = forward ? stack.columns : [...stack.columns].reverse();
    const middle = (slot: number) => tops[slot]! + stack.heights[slot]! / 2;
    for (const column of columns.slice(1)) {
      settle(stack, column, tops, slot => {
        const others = neighbours[forward ? 0 : 1].get(slot) ?? [];
        const mean = others.length
          ? others.reduce((sum, other) => sum + middle(other), 0) / others.length
          : middle(slot);
        return mean - stack.heights[slot]! / 2;
      });
    }
  }
  const least = Math.min(0, ...tops);
  return tops.map(top => Math.round(top - least));
}

function gather(links: readonly Link[], key: 'from' | 'to', value: 'from' | 'to'): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const link of links) found.set(link[key], [...(found.get(link[key]) ?? []), link[value]]);
  return found;
}

/**
 * Least squares under "each below the one before": after the heights above are taken off, that is isotonic regression,
 * which pooling adjacent violators solves exactly.
 */
function settle(stack: Stack, column: readonly number[], tops: number[], wish: (slot: number) => number): void {
  const offsets: number[] = [];
  let offset = 0;
  const pools: { sum: number; count: number }[] = [];
  for (const slot of column) {
    offsets.push(offset);
    pools.push({ sum: wish(slot) - offset, count: 1 });
    offset += stack.heights[slot]! + stack.gap;
    while (pools.length > 1 && mean(pools.at(-2)!) > mean(pools.at(-1)!)) {
      const last = pools.pop()!;
      const before = pools.at(-1)!;
      before.sum += last.sum;
      before.count += last.count;
    }
  }
  let index = 0;
  for (const pool of pools) {
    for (let i = 0; i < pool.count; i++, index++) tops[column[index]!] = mean(pool) + offsets[index]!;
  }
}

const mean = (pool: { readonly sum: number; readonly count: number }): number => pool.sum / pool.count;
