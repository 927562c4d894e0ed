/** The one place where a mode becomes a backend, and what it compiled becomes text. */
import { compileIptables } from '../backends/iptables/compile.ts';
import { compileIpvs } from '../backends/ipvs/compile.ts';
import { compileNftables } from '../backends/nftables/compile.ts';
import type { RulePlaces } from '../backends/ruleNumbers.ts';
import { groupBy } from '../base/groupBy.ts';
import type { NamespacedName } from '../cluster/objects.ts';
import type { IpvsState } from '../netfilter/ipvsState.ts';
import type { Rule, Ruleset } from '../netfilter/ir.ts';
import { iptablesRestoreChunks, printIptablesRule } from '../netfilter/printIptables.ts';
import { printIpvsListing, virtualServerLines } from '../netfilter/printIpvs.ts';
import { nftablesChunks, nftablesUnitLines, printNftablesRule } from '../netfilter/printNftables.ts';
import type { Origin } from '../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../routing/plan.ts';

export type Compiled =
  | { readonly kind: 'ruleset'; readonly ruleset: Ruleset<Origin> }
  | { readonly kind: 'ipvs'; readonly state: IpvsState<Origin> };

const portsByPlan = new WeakMap<RoutingPlan, ReadonlyMap<string, readonly ServicePortPlan[]>>();

export function portsOf(plan: RoutingPlan, { namespace, name }: NamespacedName): readonly ServicePortPlan[] {
  let ports = portsByPlan.get(plan);
  if (!ports) {
    ports = groupBy(plan.servicePorts, ({ port }) => `${port.namespace}/${port.serviceName}`);
    portsByPlan.set(plan, ports);
  }
  return ports.get(`${namespace}/${name}`) ?? [];
}

/** The rules of a part of the cluster, with the numbers that they have in the whole. */
export function compilePart(plan: RoutingPlan, places: RulePlaces): Compiled {
  if (plan.mode === 'ipvs') return { kind: 'ipvs', state: compileIpvs(plan, {}, places) };
  return { kind: 'ruleset', ruleset: compileIptables(plan, {}, places) };
}

/** The rules of every Service, or of one alone with what all share. */
export function compilePlan(plan: RoutingPlan, service?: NamespacedName): Compiled {
  const options = service ? { servicePorts: portsOf(plan, service).map(({ port }) => port.name) } : {};
  if (plan.mode === 'ipvs') return { kind: 'ipvs', state: compileIpvs(plan, options) };
  const compile = plan.mode === 'nftables' ? compileNftables : compileIptables;
  return { kind: 'ruleset', ruleset: compile(plan, options) };
}

/** Only the units that belong to Services, without what all share. */
export function ownUnits(ruleset: Ruleset<Origin>): Ruleset<Origin> {
  return { ...ruleset, units: [...ruleset.units].filter(unit => unit.owner !== undefined) };
}

/** Names of the chains that Services bring. */
export function declaredChains(ruleset: Ruleset<Origin>): ReadonlySet<string> {
  const sections = [...ownUnits(ruleset).units].flatMap(unit => unit.sections);
  return new Set(sections.flatMap(section => section.chains.map(({ name }) => name)));
}

/** A rule after its chain's name. */
export function printRule(ruleset: Ruleset<Origin>): (rule: Rule<Origin>) => string {
  return rule => (ruleset.syntax === 'nftables' ? printNftablesRule(rule, ruleset.family) : printIptablesRule(rule));
}

/** Text in pieces of whole lines, in the form that the mode's own tools read or write. */
export function printCompiled(plan: RoutingPlan, service: NamespacedName | undefined): Iterable<string> {
  const compiled = compilePlan(plan, service);
  if (compiled.kind === 'ipvs') return [printIpvsListing(compiled.state)];
  const { ruleset } = compiled;
  if (!service) return ruleset.syntax === 'nftables' ? nftablesChunks(ruleset) : iptablesRestoreChunks(ruleset);
  const own = ownUnits(ruleset);
  return own.syntax === 'nftables' ? nftablesUnitLines(own) : iptablesRestoreChunks(own);
}

/** A Service's own lines as they stand in the text, for hovers. */
export function ownLines(compiled: Compiled): string[] {
  if (compiled.kind === 'ipvs') return compiled.state.virtualServers.flatMap(virtualServerLines);
  const own = ownUnits(compiled.ruleset);
  if (own.syntax === 'nftables') return [...nftablesUnitLines(own)].map(line => line.trimEnd());
  const sections = [...own.units].flatMap(unit => unit.sections);
  return sections.flatMap(section => section.rules.map(rule => `-A ${rule.chain} ${printIptablesRule(rule)}`));
}
