/** The one place where a mode becomes a backend, and a ruleset's syntax a printer. */
import { compileIptables } from '../backends/iptables/compile.ts';
import { compileNftables } from '../backends/nftables/compile.ts';
import type { NamespacedName } from '../cluster/objects.ts';
import type { Rule, Ruleset } from '../netfilter/ir.ts';
import { iptablesRestoreChunks, printIptablesRule } from '../netfilter/printIptables.ts';
import { nftablesChunks, nftablesUnitLines, printNftablesRule } from '../netfilter/printNftables.ts';
import type { Origin } from '../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../routing/plan.ts';

export function portsOf(plan: RoutingPlan, { namespace, name }: NamespacedName): readonly ServicePortPlan[] {
  return plan.servicePorts.filter(({ port }) => port.namespace === namespace && port.serviceName === name);
}

/** The rules of every Service, or of one alone with what all share. */
export function compilePlan(plan: RoutingPlan, service?: NamespacedName): Ruleset<Origin> {
  const options = service ? { servicePorts: portsOf(plan, service).map(({ port }) => port.name) } : {};
  return plan.mode === 'nftables' ? compileNftables(plan, options) : compileIptables(plan, options);
}

/** Only the units that belong to Services, without what all share. */
export function ownUnits(ruleset: Ruleset<Origin>): Ruleset<Origin> {
  return { ...ruleset, units: [...ruleset.units].filter(unit => unit.owner !== undefined) };
}

/** A rule after its chain's name. */
export function printRule(ruleset: Ruleset<Origin>): (rule: Rule<Origin>) => string {
  return rule => (ruleset.syntax === 'nftables' ? printNftablesRule(rule, ruleset.family) : printIptablesRule(rule));
}

/** Text in pieces of whole lines, in the form that the mode's own tool reads. */
export function printRuleset(plan: RoutingPlan, service: NamespacedName | undefined): Iterable<string> {
  const ruleset = compilePlan(plan, service);
  if (!service) return ruleset.syntax === 'nftables' ? nftablesChunks(ruleset) : iptablesRestoreChunks(ruleset);
  const own = ownUnits(ruleset);
  return own.syntax === 'nftables' ? nftablesUnitLines(own) : iptablesRestoreChunks(own);
}

/** The Service's own lines as they stand in the text, for hovers. */
export function ruleLines(ruleset: Ruleset<Origin>): string[] {
  const own = ownUnits(ruleset);
  if (own.syntax === 'nftables') return [...nftablesUnitLines(own)].map(line => line.trimEnd());
  const sections = [...own.units].flatMap(unit => unit.sections);
  return sections.flatMap(section => section.rules.map(rule => `-A ${rule.chain} ${printIptablesRule(rule)}`));
}
