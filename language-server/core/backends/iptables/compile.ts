/**
 * kube-proxy's iptables mode. In: a routing plan. Out: the ruleset, in the order of the text that kube-proxy writes:
 * what all Services share, then Service port by Service port, then what must come last.
 */
import type { Ruleset } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { RoutingPlan } from '../../routing/plan.ts';
import { type CompileOptions, dialectOf, unitsOf, wantedPorts } from '../shared.ts';
import { iptablesDialects } from './dialect.ts';

export function compileIptables(plan: RoutingPlan, options: CompileOptions = {}): Ruleset<Origin> {
  const dialect = dialectOf(iptablesDialects, options);
  const ports = wantedPorts(plan, options);
  return {
    syntax: 'iptables',
    family: plan.family,
    tables: [{ name: 'filter' }, { name: 'nat' }],
    units: unitsOf(function* () {
      yield dialect.jumps();
      yield dialect.head(plan);
      for (const port of ports) yield dialect.servicePort(plan, port);
      yield dialect.tail(plan);
    }),
  };
}
