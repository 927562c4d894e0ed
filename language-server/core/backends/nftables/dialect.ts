/** What each release of kube-proxy writes in nftables mode. A release is added here, by its own units. */
import type { SetElement, Unit } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../../routing/plan.ts';
import { claims, compileServicePort } from './chains.ts';
import { sharedObjects } from './sharedChains.ts';

export interface NftablesDialect {
  /** Shared chains, sets and maps, and their own rules. */
  readonly head: (plan: RoutingPlan) => Unit<Origin>;
  readonly servicePort: (plan: RoutingPlan, port: ServicePortPlan) => Unit<Origin>;
  /** The elements by which a Service port claims addresses and ports in shared maps; part of its unit. */
  readonly claims: (port: ServicePortPlan) => readonly SetElement<Origin>[];
}

export const nftablesDialects: Readonly<Record<string, NftablesDialect>> = {
  '1.36': { head: sharedObjects, servicePort: compileServicePort, claims },
};
