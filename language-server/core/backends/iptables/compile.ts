/**
 * kube-proxy's iptables mode. In: a routing plan. Out: the ruleset, in the order of the text that kube-proxy writes:
 * what all Services share, then Service port by Service port, then what must come last.
 */
import type { Ruleset, Unit } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { RoutingPlan } from '../../routing/plan.ts';
import { addCounts, countRules, numberRules, type RuleCounts, type RulePlaces } from '../ruleNumbers.ts';
import { type CompileOptions, dialectOf, unitsOf, wantedPorts } from '../shared.ts';
import { iptablesDialects } from './dialect.ts';

/** With `places`, the plan is a part of the cluster's, and its rules have the numbers that they have in the whole. */
export function compileIptables(plan: RoutingPlan, options: CompileOptions = {}, places?: RulePlaces): Ruleset<Origin> {
  const dialect = dialectOf(iptablesDialects, options);
  const ports = wantedPorts(plan, options);
  return {
    syntax: 'iptables',
    family: plan.family,
    tables: [{ name: 'filter' }, { name: 'nat' }],
    units: unitsOf(function* () {
      yield dialect.jumps();
      const head = dialect.head(plan);
      const first = places ? countRules(head.sections) : undefined;
      const placed = (unit: Unit<Origin>, before: RuleCounts | undefined) =>
        places && first && before ? numberRules(unit, addCounts(first, before), places.all) : unit;
      yield head;
      for (const port of ports) yield placed(dialect.servicePort(plan, port), places?.before(port));
      yield placed(dialect.tail(plan), places?.all);
    }),
  };
}
