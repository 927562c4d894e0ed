/**
 * The order of the boxes within each column: barycentre sweeps that lessen crossings. In: the columns in the order of
 * the graph, and the links between neighbouring columns. Out: the columns reordered. What ties keeps its order, so that
 * endpoints stay as the rules name them.
 */

/** A link between two slots of neighbouring columns. */
export interface Link {
  readonly from: number;
  readonly to: number;
}

const sweeps = 8;

export function orderColumns(columns: readonly (readonly number[])[], links: readonly Link[]): number[][] {
  let current = columns.map(column => [...column]);
  let best = current;
  let fewest = crossings(current, links);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    current = sweepOnce(current, links, sweep % 2 === 0);
    const count = crossings(current, links);
    if (count < fewest) [best, fewest] = [current, count];
  }
  return best;
}

function sweepOnce(columns: readonly number[][], links: readonly Link[], forward: boolean): number[][] {
  const next = columns.map(column => [...column]);
  const neighbours = gather(links, forward);
  const indices = next.map((_, index) => index);
  if (!forward) indices.reverse();
  for (const index of indices.slice(1)) {
    const fixed = positions(next[index + (forward ? -1 : 1)]!);
    next[index] = sortByMean(next[index]!, slot => (neighbours.get(slot) ?? []).map(other => fixed.get(other)!));
  }
  return next;
}

function gather(links: readonly Link[], forward: boolean): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const { from, to } of links) {
    const [slot, other] = forward ? [to, from] : [from, to];
    const list = found.get(slot);
    if (list) list.push(other);
    else found.set(slot, [other]);
  }
  return found;
}

function positions(column: readonly number[]): Map<number, number> {
  return new Map(column.map((slot, index) => [slot, index]));
}

/** Slots without neighbours keep their place among the others. */
function sortByMean(column: readonly number[], placesOf: (slot: number) => number[]): number[] {
  const keyed = column.map((slot, index) => {
    const places = placesOf(slot);
    return { slot, index, key: places.length ? places.reduce((sum, place) => sum + place, 0) / places.length : index };
  });
  return keyed.sort((a, b) => a.key - b.key || a.index - b.index).map(entry => entry.slot);
}

function crossings(columns: readonly number[][], links: readonly Link[]): number {
  const place = new Map<number, readonly [column: number, row: number]>();
  for (const [index, column] of columns.entries())
    for (const [row, slot] of column.entries()) place.set(slot, [index, row]);
  const byColumn = columns.map((): (readonly [number, number])[] => []);
  for (const { from, to } of links) {
    const [column, row] = place.get(from)!;
    byColumn[column]!.push([row, place.get(to)![1]]);
  }
  return byColumn.reduce((sum, pairs) => sum + inversions(pairs), 0);
}

/** Pairs of links that cross, counted with a Fenwick tree over the rows of the right column. */
function inversions(pairs: readonly (readonly [number, number])[]): number {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const size = Math.max(0, ...sorted.map(pair => pair[1])) + 1;
  const tree = new Array<number>(size + 1).fill(0);
  let seen = 0;
  let total = 0;
  for (const [, row] of sorted) {
    let atMost = 0;
    for (let i = row + 1; i > 0; i -= i & -i) atMost += tree[i]!;
    total += seen - atMost;
    for (let i = row + 1; i <= size; i += i & -i) tree[i]!++;
    seen++;
  }
  return total;
}
