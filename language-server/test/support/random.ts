/** Choices that look random and are the same for the same seed on every machine. */

export interface Random {
  /** From 0 to count - 1. */
  readonly below: (count: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  /** Different ones, in an order of their own. */
  readonly some: <T>(items: readonly T[], count: number) => T[];
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  // A counter in steps of an odd constant, its bits stirred by multiplying and folding.
  const next = () => {
    state = (state + 0x9e3779b1) >>> 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    chance: probability => next() < probability,
    pick: items => items[below(items.length)]!,
    some: (items, count) => {
      const rest = [...items];
      return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(below(rest.length), 1)[0]!);
    },
  };
}
