/** A plan's rules as data, each with the place that made it. */
import type { NamespacedName } from '../cluster/objects.ts';
import { printIpvsJson } from '../netfilter/printIpvs.ts';
import { locateOrigin } from '../routing/origin.ts';
import type { RoutingPlan } from '../routing/plan.ts';
import { compilePlan, ownUnits, printRule } from './compilePlan.ts';

/** One entry for each rule, with the object that made it; for IPVS its whole state. */
export function rulesAsJson(plan: RoutingPlan, service: NamespacedName | undefined): object {
  const compiled = compilePlan(plan, service);
  if (compiled.kind === 'ipvs') return JSON.parse(printIpvsJson(compiled.state));
  const ruleset = service ? ownUnits(compiled.ruleset) : compiled.ruleset;
  const print = printRule(ruleset);
  const sections = [...ruleset.units].flatMap(unit => unit.sections);
  const rules = sections.flatMap(section =>
    section.rules.map(rule => {
      const place = locateOrigin(rule.origin);
      const origin = place && { file: place.source.file, document: place.source.document, path: place.path };
      return { table: section.table, chain: rule.chain, rule: print(rule), origin };
    }),
  );
  return { mode: plan.mode, family: plan.family, node: plan.nodeName, rules };
}
