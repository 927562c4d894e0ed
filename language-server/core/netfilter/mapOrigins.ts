/** The same ruleset with other origins. In: a ruleset and what becomes of each origin. Out: a ruleset of its own. */
import type { Rule, Ruleset, Section } from './ir.ts';

export interface OriginChange<A, B> {
  readonly origin: (origin: A) => B;
  /** Told of each rule that is made. */
  readonly made?: (rule: Rule<B>, from: Rule<A>) => void;
}

export function mapOrigins<A, B>(ruleset: Ruleset<A>, change: OriginChange<A, B>): Ruleset<B> {
  const units = [...ruleset.units].map(unit => ({
    ...unit,
    sections: unit.sections.map(section => mapSection(section, change)),
  }));
  return { ...ruleset, units };
}

function mapSection<A, B>(
  { table, chains, rules, sets = [], elements = [], foreignSets = [] }: Section<A>,
  change: OriginChange<A, B>,
): Section<B> {
  const move = <T extends { readonly origin: A }>(thing: T) => ({ ...thing, origin: change.origin(thing.origin) });
  return {
    table,
    chains: chains.map(move),
    rules: rules.map(from => {
      const rule = move(from);
      change.made?.(rule, from);
      return rule;
    }),
    sets: sets.map(move),
    elements: elements.map(move),
    foreignSets: foreignSets.map(move),
  };
}
