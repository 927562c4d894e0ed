/**
 * The numbers that rules have in the whole ruleset, where only the part of some Service ports is compiled: rules of all
 * ports share some chains. In: units, and how many rules stand before them. Out: the units, their rules numbered.
 */
import type { Rule, Unit } from '../netfilter/ir.ts';
import type { Origin } from '../routing/origin.ts';
import type { ServicePortPlan } from '../routing/plan.ts';

/** By table and chain, as `chainKey` writes them. */
export type RuleCounts = ReadonlyMap<string, number>;

/** Where the Service ports of a plan stand among all of the cluster. */
export interface RulePlaces {
  /** The rules of the ports before this one. */
  readonly before: (port: ServicePortPlan) => RuleCounts;
  /** The rules of all ports. */
  readonly all: RuleCounts;
}

interface TableRules {
  readonly table: string;
  readonly rules: readonly Rule<Origin>[];
}

export function chainKey(table: string, chain: string): string {
  return `${table} ${chain}`;
}

export function countRules(sections: readonly TableRules[]): RuleCounts {
  const counts = new Map<string, number>();
  for (const { table, rules } of sections) {
    for (const { chain } of rules) {
      const key = chainKey(table, chain);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

export function addCounts(a: RuleCounts, b: RuleCounts): RuleCounts {
  const sum = new Map(a);
  for (const [key, count] of b) sum.set(key, (sum.get(key) ?? 0) + count);
  return sum;
}

/** Numbers the rules in the chains of `shared`, which begin after those of `before`. */
export function numberRules(unit: Unit<Origin>, before: RuleCounts, shared: RuleCounts): Unit<Origin> {
  const next = new Map(before);
  const sections = unit.sections.map(section => ({
    ...section,
    rules: section.rules.map(rule => {
      const key = chainKey(section.table, rule.chain);
      if (!shared.has(key)) return rule;
      const number = (next.get(key) ?? 0) + 1;
      next.set(key, number);
      return { ...rule, number };
    }),
  }));
  return { ...unit, sections };
}
