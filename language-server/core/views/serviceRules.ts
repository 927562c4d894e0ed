/**
 * The rules of one Service in one mode and family: compiled alone, which gives the same as its part of the whole.
 * In: a routing view and the Service's name. Out: its ports in the plan, its ruleset, or why it has none.
 */
import type { IpFamily, ProxyMode } from '../cluster/clusterSettings.ts';
import type { NamespacedName } from '../cluster/objects.ts';
import type { RoutingPlan, ServicePortPlan } from '../routing/plan.ts';
import type { SkipReason } from '../routing/servicePort.ts';
import { type Compiled, compilePlan, portsOf } from './compilePlan.ts';
import type { RoutingView } from './routingView.ts';

export interface ServiceRules {
  readonly plan: RoutingPlan;
  readonly ports: readonly ServicePortPlan[];
  /** Why the Service, or one of its ports, has no rules. */
  readonly skipped: readonly SkipReason[];
  /** Undefined where there is nothing to compile. */
  readonly compiled: Compiled | undefined;
}

export interface ServiceRulesRequest {
  readonly service: NamespacedName;
  readonly mode: ProxyMode;
  readonly family: IpFamily;
}

export function serviceRules(routing: RoutingView, { service, mode, family }: ServiceRulesRequest): ServiceRules {
  const plan = routing.shown.one(service, mode, family);
  const ports = portsOf(plan, service);
  const { namespace, name } = service;
  const isWanted = (candidate: NamespacedName) => candidate.namespace === namespace && candidate.name === name;
  const skipped = plan.skipped.filter(entry => isWanted(entry.service)).map(entry => entry.reason);
  return { plan, ports, skipped, compiled: ports.length ? compilePlan(plan, service) : undefined };
}

const skipSentences: Readonly<Record<SkipReason, string>> = {
  'name-unreadable':
    'The name holds control characters, which the API server refuses: the Service does not exist, and nothing is programmed.',
  headless:
    'A headless Service has no cluster IP: kube-proxy programs nothing, and DNS answers with the addresses of the pods.',
  'external-name': 'An ExternalName Service is a DNS alias: kube-proxy programs nothing.',
  'no-cluster-ip': 'The Service has no cluster IP yet: nothing is programmed before the API server gives it one.',
  'no-cluster-ip-of-family': 'The Service has no cluster IP of this family, so nothing is programmed for it.',
  'cluster-ip-unreadable': 'The cluster IP is not an address, so nothing can be programmed.',
  'other-proxy':
    'The label service.kubernetes.io/service-proxy-name hands the Service to another proxy: kube-proxy leaves it alone.',
  'labelled-headless':
    'The label service.kubernetes.io/headless, which controllers give to slices, makes kube-proxy leave the Service alone.',
  'no-ports': 'The Service has no ports, so nothing is programmed.',
  'port-unreadable':
    'A port without a number, with an unknown protocol or with control characters in its name is left out.',
};

export function skipSentence(reason: SkipReason): string {
  return skipSentences[reason];
}
