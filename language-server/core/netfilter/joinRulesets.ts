/**
 * Rulesets of several tools as the one that the kernel has: at each hook it asks all of them in the order of their
 * priorities. In: rulesets of one family, at least one, whose tables have names of their own. Out: one ruleset.
 */
import type { Ruleset } from './ir.ts';

export function joinRulesets<Origin>(rulesets: readonly Ruleset<Origin>[]): Ruleset<Origin> {
  return {
    ...rulesets[0]!,
    tables: rulesets.flatMap(({ tables }, listing) => tables.map(table => ({ ...table, listing }))),
    units: rulesets.flatMap(({ units }) => [...units]),
  };
}
