/** What each release of kube-proxy writes in iptables mode. A release is added here, by its own units. */
import type { Unit } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../../routing/plan.ts';
import type { RuleCounts } from '../ruleNumbers.ts';
import { compileServicePort, countSharedRules } from './chains.ts';
import { builtInJumps, sharedHead, sharedTail } from './sharedChains.ts';

export interface IptablesDialect {
  /** The jumps out of the kernel's own chains. */
  readonly jumps: () => Unit<Origin>;
  /** Shared chains, and the rules that stand before those of Services. */
  readonly head: (plan: RoutingPlan) => Unit<Origin>;
  readonly servicePort: (plan: RoutingPlan, port: ServicePortPlan) => Unit<Origin>;
  /** How many rules of the port stand in chains that all share. */
  readonly sharedRules: (plan: RoutingPlan, port: ServicePortPlan) => RuleCounts;
  /** Rules that stand after those of all Services. */
  readonly tail: (plan: RoutingPlan) => Unit<Origin>;
}

export const iptablesDialects: Readonly<Record<string, IptablesDialect>> = {
  '1.36': {
    jumps: builtInJumps,
    head: sharedHead,
    servicePort: compileServicePort,
    sharedRules: countSharedRules,
    tail: sharedTail,
  },
};
