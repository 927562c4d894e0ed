/**
 * The routing plan: every policy decision about Service traffic on one node, for one mode and IP family, taken once.
 * In: decoded objects, the node, the configuration. Out: Service ports in the order in which they are visited, each
 * with its endpoints and refusals, and the settings that hold for all. Backends translate it and decide nothing.
 */
import type { EndpointSlice, Endpoints, Service, ServiceCidr } from '../cluster/objects.ts';
import type { IpAddress, IpFamily } from '../ip/address.ts';
import { containsAddress, type IpNetwork, parseCidr } from '../ip/cidr.ts';
import type { HostFacts } from '../netfilter/hostFacts.ts';
import { type CategorizedEndpoints, categorizeEndpoints } from './categorizeEndpoints.ts';
import { compareText, type Endpoint, readEndpoints } from './endpoint.ts';
import { groupSlices, namedOnce } from './groupSlices.ts';
import { type NodePortListeners, nodePortListeners } from './nodePortAddresses.ts';
import type { NodeView } from './nodeView.ts';
import { always, type ObjectOrigin, type Origin, option } from './origin.ts';
import { type PodTraffic, podTraffic } from './podTraffic.ts';
import type { ProxyConfig, ProxyMode } from './proxyConfig.ts';
import { readServicePorts, type ServicePort, type SkipReason } from './servicePort.ts';

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

export interface SkippedService {
  readonly service: Service;
  readonly reason: SkipReason;
}

export interface RoutingPlan {
  readonly mode: ProxyMode;
  readonly family: IpFamily;
  readonly nodeName: string;
  readonly host: HostFacts;
  /** Sorted by name. */
  readonly servicePorts: readonly ServicePortPlan[];
  readonly skipped: readonly SkippedService[];
  /** Of all Service ports together, usable or not. */
  readonly endpointCount: number;
  readonly podTraffic: PodTraffic | undefined;
  readonly masquerade: {
    /** Traffic to cluster IPs is masqueraded whoever sends it. */
    readonly all: boolean;
    readonly mark: number;
    readonly origin: Origin;
  };
  readonly nodePorts: NodePortListeners & {
    /** Node ports answer on 127.0.0.0/8 too. */
    readonly localhost: boolean;
    readonly origin: Origin;
  };
  readonly serviceCidrs: readonly { readonly range: IpNetwork; readonly origin: ObjectOrigin }[];
  readonly ipvs: ProxyConfig['ipvs'];
}

export interface PlanInput {
  readonly services: readonly Service[];
  readonly slices: readonly EndpointSlice[];
  readonly endpoints: readonly Endpoints[];
  readonly serviceCidrs: readonly ServiceCidr[];
  readonly node: NodeView;
  readonly config: ProxyConfig;
  readonly mode: ProxyMode;
  readonly family: IpFamily;
}

export function planRouting(input: PlanInput): RoutingPlan {
  const { config, node, mode, family } = input;
  const { servicePorts, skipped } = planServices(input);
  const masquerade = mode === 'nftables' ? config.nftables : config.iptables;
  const listeners = nodePortListeners(config, node, mode, family);
  return {
    mode,
    family,
    nodeName: node.name,
    host: node.host,
    servicePorts,
    skipped,
    endpointCount: servicePorts.reduce((sum, { allEndpoints }) => sum + allEndpoints.length, 0),
    podTraffic: podTraffic(config, node, family),
    masquerade: {
      all: masquerade.masqueradeAll,
      mark: (1 << masquerade.masqueradeBit) >>> 0,
      origin: masquerade.masqueradeAll ? option(mode === 'nftables' ? mode : 'iptables', 'masqueradeAll') : always,
    },
    nodePorts: {
      ...listeners,
      localhost: family === 'IPv4' && config.iptables.localhostNodePorts && listeners.loopback,
      origin: config.nodePortAddresses.length > 0 ? option('nodePortAddresses') : always,
    },
    serviceCidrs: readServiceCidrs(input.serviceCidrs, family),
    ipvs: config.ipvs,
  };
}

function planServices(input: PlanInput) {
  const services = namedOnce(input.services);
  const slicesOf = groupSlices(input, services);
  const options = { family: input.family, allowExternalIps: input.config.allowExternalIps };
  const servicePorts: ServicePortPlan[] = [];
  const skipped: SkippedService[] = [];
  for (const [key, service] of services) {
    const read = readServicePorts(service, options);
    for (const reason of read.skipped) skipped.push({ service, reason });
    for (const port of read.ports) servicePorts.push(planServicePort(port, slicesOf.get(key) ?? [], input.node));
  }
  servicePorts.sort((a, b) => compareText(a.port.name, b.port.name) || compareText(a.port.protocol, b.port.protocol));
  return { servicePorts, skipped };
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

function readServiceCidrs(objects: readonly ServiceCidr[], family: IpFamily): RoutingPlan['serviceCidrs'] {
  const found = new Map<string, RoutingPlan['serviceCidrs'][number]>();
  for (const object of objects) {
    for (const [i, text] of object.cidrs.entries()) {
      const range = parseCidr(text);
      if (range?.family !== family || found.has(range.text)) continue;
      const path = ['spec', 'cidrs', i];
      const { name, source } = object;
      found.set(range.text, { range, origin: { kind: 'object', objectKind: 'ServiceCIDR', name, source, path } });
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.range.text, b.range.text));
}
