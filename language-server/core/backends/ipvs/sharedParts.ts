/**
 * Where a part of the Service ports stands among all: which sets others fill, since a rule exists while its set holds
 * something, and the numbers of the rules that name an address. In: plans of ports. Out: counts, and what they mean.
 */

import type { Rule } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../../routing/plan.ts';
import { chainKey, type RuleCounts } from '../ruleNumbers.ts';
import { addServicePort, emptyContents } from './contents.ts';
import { chains, type SetName, setTypes } from './names.ts';

const outFilterKey = chainKey('filter', chains.ipvsOutFilter);

function setKey(set: SetName): string {
  return `set ${set}`;
}

export function countSharedParts(plan: RoutingPlan, port: ServicePortPlan): RuleCounts {
  const contents = emptyContents();
  addServicePort(contents, plan, port);
  const sets = [...contents.entries].map(([set, entries]) => [setKey(set), entries.size] as const);
  const { length } = contents.outFilter;
  return new Map(length > 0 ? [...sets, [outFilterKey, length]] : sets);
}

export function filledSets(all: RuleCounts): ReadonlySet<SetName> {
  return new Set((Object.keys(setTypes) as SetName[]).filter(set => all.has(setKey(set))));
}

/** Numbers rules that name an address, which follow those of `before`. */
export function numberOutFilter(rules: readonly Rule<Origin>[], before: RuleCounts): readonly Rule<Origin>[] {
  const first = (before.get(outFilterKey) ?? 0) + 1;
  return rules.map((rule, i) => ({ ...rule, number: first + i }));
}
