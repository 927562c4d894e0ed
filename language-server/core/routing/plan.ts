/**
 * The routing plan: every policy decision about Service traffic on one node, for one mode and IP family, taken once.
 * In: decoded objects, the node, the configuration. Out: Service ports in the order in which they are visited, each
 * with its endpoints and refusals, and the settings that hold for all. Backends translate it and decide nothing.
 */
import { type EndpointSlice, namedOnce, type Service, type ServiceCidr } from '../cluster/objects.ts';
import type { IpFamily } from '../ip/address.ts';
import { type IpNetwork, parseCidr } from '../ip/cidr.ts';
import type { HostFacts } from '../netfilter/hostFacts.ts';
import { compareText } from './endpoint.ts';
import { type NodePortListeners, nodePortListeners } from './nodePortAddresses.ts';
import type { NodeView } from './nodeView.ts';
import { always, type ObjectOrigin, type Origin, option } from './origin.ts';
import { type PodTraffic, podTraffic } from './podTraffic.ts';
import type { ProxyConfig, ProxyMode } from './proxyConfig.ts';
import { type ServicePortPlan, servicePlanner } from './servicePlan.ts';
import type { SkipReason } from './servicePort.ts';

export type { Refusal, ServicePortPlan } from './servicePlan.ts';

export interface SkippedService {
  readonly service: Service;
  readonly reason: SkipReason;
}

export interface RoutingPlan {
  readonly mode: ProxyMode;
  readonly family: IpFamily;
  readonly nodeName: string;
  /** As kube-proxy calls the node; another name than its own where no Node has the hostnameOverride. */
  readonly proxyName: string;
  readonly host: HostFacts;
  /** Sorted by name. */
  readonly servicePorts: readonly ServicePortPlan[];
  readonly skipped: readonly SkippedService[];
  /** All Service ports together have so many endpoints, usable or not, that their rules go without comments. */
  readonly isLargeCluster: boolean;
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
  /** All that the cluster holds of a Service. */
  readonly slicesOf: (service: Service) => readonly EndpointSlice[];
  /** Where the Services are not all that the cluster has; else they tell. */
  readonly isLargeCluster?: boolean;
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
    proxyName: node.proxyName,
    host: node.host,
    servicePorts,
    skipped,
    isLargeCluster: input.isLargeCluster ?? isLarge(servicePorts.values()),
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

/** With more endpoints than this, kube-proxy leaves out the comments on single endpoints. */
const maxEndpointsWithComments = 1000;

/** Looks no further than it must. */
function isLarge(ports: Iterable<ServicePortPlan>): boolean {
  let count = 0;
  for (const { allEndpoints } of ports) {
    count += allEndpoints.length;
    if (count > maxEndpointsWithComments) return true;
  }
  return false;
}

/** What `planRouting` would find, without a plan of all; of Services with one name only the last may come. */
export function isLargeCluster(input: Omit<PlanInput, 'services'>, services: Iterable<Service>): boolean {
  return isLarge(portsInTurn(servicePlanner(input), services));
}

function* portsInTurn(
  planOne: ReturnType<typeof servicePlanner>,
  services: Iterable<Service>,
): Generator<ServicePortPlan> {
  for (const service of services) yield* planOne(service).ports;
}

function planServices(input: PlanInput) {
  const planOne = servicePlanner(input);
  const servicePorts: ServicePortPlan[] = [];
  const skipped: SkippedService[] = [];
  for (const service of namedOnce(input.services).values()) {
    const planned = planOne(service);
    for (const reason of planned.skipped) skipped.push({ service, reason });
    for (const port of planned.ports) servicePorts.push(port);
  }
  servicePorts.sort((a, b) => compareText(a.port.name, b.port.name) || compareText(a.port.protocol, b.port.protocol));
  return { servicePorts, skipped };
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
