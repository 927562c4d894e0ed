/** What each release of kube-proxy writes in ipvs mode. A release is added here, by its own functions. */
import type { Unit } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../../routing/plan.ts';
import type { RuleCounts } from '../ruleNumbers.ts';
import { addServicePort, type IpvsContents } from './contents.ts';
import { builtInJumps, compileRules } from './rules.ts';
import { countSharedParts } from './sharedParts.ts';
import { sysctls } from './sysctls.ts';

export interface IpvsDialect {
  readonly addServicePort: (contents: IpvsContents, plan: RoutingPlan, port: ServicePortPlan) => void;
  readonly jumps: () => Unit<Origin>;
  readonly rules: (plan: RoutingPlan, contents: IpvsContents) => Unit<Origin>;
  /** What the port adds to what all share: rules of shared chains, entries of sets. */
  readonly sharedParts: (plan: RoutingPlan, port: ServicePortPlan) => RuleCounts;
  readonly sysctls: (plan: RoutingPlan) => readonly { readonly name: string; readonly value: number }[];
}

export const ipvsDialects: Readonly<Record<string, IpvsDialect>> = {
  '1.36': { addServicePort, jumps: builtInJumps, rules: compileRules, sharedParts: countSharedParts, sysctls },
};
