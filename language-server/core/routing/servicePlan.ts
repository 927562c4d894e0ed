/**
 * The decisions about one Service: its ports, each with its endpoints and refusals. In: the Service, its slices, and the
 * node's place. Out: the same plan object as before while all of these are the same objects, so that an edit in a big
 * cluster costs the planning of one Service.
 */
import type { EndpointSlice, Service } from '../cluster/objects.ts';
import type { IpAddress, IpFamily } from '../ip/address.ts';
import { containsAddress } from '../ip/cidr.ts';
import { type CategorizedEndpoints, categorizeEndpoints } from './categorizeEndpoints.ts';
import { type Endpoint, readEndpoints } from './endpoint.ts';
import type { NodeView } from './nodeView.ts';
import type { ProxyConfig } from './proxyConfig.ts';
import { readServicePorts, type ServicePort, type ServicePortOptions, type SkipReason } from './servicePort.ts';

/** Why traffic of one kind gets no endpoint: refused if there is none anywhere, dropped if only none here. */
export type Refusal = 'no-endpoints' | 'no-local-endpoints';

export interface ServicePortPlan extends CategorizedEndpoints {
  readonly port: ServicePort;
  /** All that the slices hold, usable or not. */
  readonly allEndpoints: readonly Endpoint[];
  /** Of traffic to the cluster IP. */
  readonly internalRefusal: Refusal | undefined;
  /** Of traffic to node port, external IPs and load-balancer VIPs. */
  readonly externalRefusal: Refusal | undefined;
  /** The source ranges hold this node's own address, so that what the node sends to its VIP is let through too. */
  readonly sourceRangesHoldNode: boolean;
}

export interface ServicePlan {
  readonly ports: readonly ServicePortPlan[];
  readonly skipped: readonly SkipReason[];
}

interface KnownPlan extends ServicePlan {
  readonly circumstances: string;
  readonly slices: readonly EndpointSlice[];
}

const knownPlans = new WeakMap<Service, readonly KnownPlan[]>();

/** Plans of a Service that are kept: both families, for the node and configuration of late and before. */
const keptPlans = 4;

export function servicePlanner(input: {
  readonly node: NodeView;
  readonly config: ProxyConfig;
  readonly family: IpFamily;
}): (service: Service, slices: readonly EndpointSlice[]) => ServicePlan {
  const { node, config, family } = input;
  const options: ServicePortOptions = { family, allowExternalIps: config.allowExternalIps };
  const circumstances = JSON.stringify([options, node.name, node.zone, node.ips[family].text]);
  return (service, slices) => {
    const known = knownPlans.get(service) ?? [];
    const same = known.find(plan => plan.circumstances === circumstances && sameItems(plan.slices, slices));
    if (same) return same;
    const plan = { ...planService(service, slices, node, options), circumstances, slices };
    knownPlans.set(service, [plan, ...known].slice(0, keptPlans));
    return plan;
  };
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

function planService(
  service: Service,
  slices: readonly EndpointSlice[],
  node: NodeView,
  options: ServicePortOptions,
): ServicePlan {
  const { ports, skipped } = readServicePorts(service, options);
  return { ports: ports.map(port => planServicePort(port, slices, node)), skipped };
}

function planServicePort(port: ServicePort, slices: readonly EndpointSlice[], node: NodeView): ServicePortPlan {
  const allEndpoints = readEndpoints(port, slices, node.name);
  const lists = categorizeEndpoints(port, allEndpoints, node);
  const refusal = (local: boolean): Refusal | undefined => {
    if (!lists.hasEndpoints) return 'no-endpoints';
    return local && lists.localEndpoints.length === 0 ? 'no-local-endpoints' : undefined;
  };
  return {
    port,
    allEndpoints,
    ...lists,
    internalRefusal: refusal(port.internalPolicyLocal),
    externalRefusal: refusal(port.externalPolicyLocal),
    sourceRangesHoldNode: holdsNode(port, node.ips[port.clusterIp.address.family]),
  };
}

function holdsNode(port: ServicePort, nodeIp: IpAddress): boolean {
  return port.sourceRanges.some(({ range }) => containsAddress(range, nodeIp));
}
