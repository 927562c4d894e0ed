/** A plan's rules in the form that the mode's own tools use, whole or for one Service. */
import { compileIptables } from '../backends/iptables/compile.ts';
import type { NamespacedName } from '../cluster/objects.ts';
import type { Ruleset } from '../netfilter/ir.ts';
import { iptablesRestoreChunks, printIptablesRule } from '../netfilter/printIptables.ts';
import { locateOrigin, type Origin } from '../routing/origin.ts';
import type { RoutingPlan } from '../routing/plan.ts';

/** Text in pieces of whole lines. */
export function printRuleset(plan: RoutingPlan, service: NamespacedName | undefined): Iterable<string> {
  return iptablesRestoreChunks(rulesetOf(plan, service));
}

function rulesetOf(plan: RoutingPlan, service: NamespacedName | undefined): Ruleset<Origin> {
  if (!service) return compileIptables(plan);
  const ruleset = compileIptables(plan, { servicePorts: portNames(plan, service) });
  return { ...ruleset, units: [...ruleset.units].filter(unit => unit.owner !== undefined) };
}

function portNames(plan: RoutingPlan, { namespace, name }: NamespacedName): string[] {
  const ports = plan.servicePorts.map(({ port }) => port);
  return ports.filter(port => port.namespace === namespace && port.serviceName === name).map(port => port.name);
}

/** One entry for each rule, with the object that made it. */
export function rulesAsJson(plan: RoutingPlan, service: NamespacedName | undefined): unknown {
  const sections = [...rulesetOf(plan, service).units].flatMap(unit => unit.sections);
  const rules = sections.flatMap(section =>
    section.rules.map(rule => {
      const place = locateOrigin(rule.origin);
      const origin = place && { file: place.source.file, document: place.source.document, path: place.path };
      return { table: section.table, chain: rule.chain, rule: printIptablesRule(rule), origin };
    }),
  );
  return { mode: plan.mode, family: plan.family, node: plan.nodeName, rules };
}
