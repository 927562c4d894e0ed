/**
 * What Service ports put into IPVS: virtual servers, entries of ipsets, addresses on the dummy interface, and the few
 * rules that name an address. In: the plan of one port after another. Out: the contents that they add up to.
 */
import { type IpAddress, isLinkLocal, isLoopback } from '../../ip/address.ts';
import { drop, from } from '../../netfilter/build.ts';
import { type BoundAddress, type IpsetEntry, ipsetEntryText, type VirtualServer } from '../../netfilter/ipvsState.ts';
import type { Protocol, Rule } from '../../netfilter/ir.ts';
import { compareText, type Endpoint } from '../../routing/endpoint.ts';
import type { Origin } from '../../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../../routing/plan.ts';
import type { ClaimedAddress } from '../../routing/servicePort.ts';
import { chains, dummyInterface, type SetName } from './names.ts';

export interface IpvsContents {
  /** By protocol, address and port; of several Service ports that claim one, the last has it. */
  readonly virtualServers: Map<string, VirtualServer<Origin>>;
  /** By set and entry text; entries of hash sets stand once. */
  readonly entries: Map<SetName, Map<string, IpsetEntry<Origin>>>;
  readonly bound: Map<string, BoundAddress<Origin>>;
  readonly outFilter: Rule<Origin>[];
  /** Sets that hold something because of ports which are not here. */
  readonly filledElsewhere: ReadonlySet<SetName>;
}

export function emptyContents(filledElsewhere: ReadonlySet<SetName> = new Set()): IpvsContents {
  return { virtualServers: new Map(), entries: new Map(), bound: new Map(), outFilter: [], filledElsewhere };
}

export function hasEntries({ entries, filledElsewhere }: IpvsContents, set: SetName): boolean {
  return (entries.get(set)?.size ?? 0) > 0 || filledElsewhere.has(set);
}

function addEntry(contents: IpvsContents, set: SetName, entry: IpsetEntry<Origin>): void {
  let entries = contents.entries.get(set);
  if (!entries) {
    entries = new Map();
    contents.entries.set(set, entries);
  }
  const text = ipsetEntryText(entry);
  if (!entries.has(text)) entries.set(text, entry);
}

function virtualServerKey(protocol: Protocol, address: IpAddress, port: number): string {
  return `${protocol} ${address.text} ${port}`;
}

/** The node's own addresses: not loopback, not link-local, not those bound here. */
function ownAddresses(plan: RoutingPlan): readonly IpAddress[] {
  const interfaces = plan.host.interfaces.filter(({ name }) => name !== dummyInterface);
  const own = interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address));
  return own.filter(a => a.family === plan.family && !isLoopback(a) && !(a.family === 'IPv6' && isLinkLocal(a)));
}

/** Those on which node ports answer. */
function nodeAddresses(plan: RoutingPlan): readonly IpAddress[] {
  return plan.nodePorts.all ? ownAddresses(plan) : plan.nodePorts.addresses.filter(address => !isLoopback(address));
}

export function addServicePort(contents: IpvsContents, plan: RoutingPlan, portPlan: ServicePortPlan): void {
  const { port } = portPlan;
  addLoopback(contents, portPlan);
  const { address, origin } = port.clusterIp;
  addEntry(contents, 'CLUSTER-IP', { address, protocol: port.protocol, port: port.port, origin });
  bind(contents, port.clusterIp);
  addVirtualServer(contents, plan, portPlan, port.clusterIp, port.port, port.internalPolicyLocal);
  for (const claim of port.externalIps) addExternalIp(contents, plan, portPlan, claim);
  for (const claim of port.loadBalancerVips) addLoadBalancerVip(contents, plan, portPlan, claim);
  addNodePorts(contents, plan, portPlan);
}

/** Every endpoint on this node, ready or not, may call itself through its Service. */
function addLoopback(contents: IpvsContents, { port, allEndpoints }: ServicePortPlan): void {
  for (const endpoint of allEndpoints) {
    if (!endpoint.isLocal) continue;
    const { address } = endpoint;
    const entry = { address, protocol: port.protocol, port: endpoint.port, range: address, origin: endpoint };
    addEntry(contents, 'LOOP-BACK', entry);
  }
}

function bind(contents: IpvsContents, { address, origin }: ClaimedAddress): void {
  if (contents.bound.has(address.text)) return;
  contents.bound.set(address.text, { address, origin });
  addEntry(contents, 'IPVS-IPS', { address, origin });
}

/** An address that another interface of the node has must not be bound a second time. */
function bindUnlessOwn(contents: IpvsContents, plan: RoutingPlan, claim: ClaimedAddress): void {
  if (!ownAddresses(plan).some(address => address.text === claim.address.text)) bind(contents, claim);
}

function addVirtualServer(
  contents: IpvsContents,
  plan: RoutingPlan,
  portPlan: ServicePortPlan,
  { address, origin }: { readonly address: IpAddress; readonly origin: Origin },
  number: number,
  local: boolean,
): void {
  const { port, clusterEndpoints, localEndpoints } = portPlan;
  const { scheduler } = plan.ipvs;
  // Under policy Local with no local endpoint the cluster's stand in, so that at least pods here can reach them.
  const endpoints = local && localEndpoints.length > 0 ? localEndpoints : clusterEndpoints;
  const key = virtualServerKey(port.protocol, address, number);
  contents.virtualServers.set(key, {
    address,
    protocol: port.protocol,
    port: number,
    scheduler,
    persistenceSeconds: port.affinitySeconds,
    hashesSourcePort: scheduler === 'mh',
    realServers: endpoints
      .map(realServer)
      .sort((a, b) => compareText(a.address.text, b.address.text) || a.port - b.port),
    origin,
  });
}

function realServer(endpoint: Endpoint) {
  return { address: endpoint.address, port: endpoint.port, weight: 1, origin: endpoint };
}

function addExternalIp(
  contents: IpvsContents,
  plan: RoutingPlan,
  portPlan: ServicePortPlan,
  claim: ClaimedAddress,
): void {
  const { port } = portPlan;
  const set = port.externalPolicyLocal ? 'EXTERNAL-IP-LOCAL' : 'EXTERNAL-IP';
  addEntry(contents, set, { ...claim, protocol: port.protocol, port: port.port });
  bindUnlessOwn(contents, plan, claim);
  addVirtualServer(contents, plan, portPlan, claim, port.port, port.externalPolicyLocal);
}

function addLoadBalancerVip(
  contents: IpvsContents,
  plan: RoutingPlan,
  portPlan: ServicePortPlan,
  claim: ClaimedAddress,
): void {
  const { port } = portPlan;
  const entry = { ...claim, protocol: port.protocol, port: port.port };
  addEntry(contents, 'LOAD-BALANCER', entry);
  if (port.externalPolicyLocal) addEntry(contents, 'LOAD-BALANCER-LOCAL', entry);
  if (port.sourceRanges.length > 0) addSourceRanges(contents, portPlan, claim);
  bindUnlessOwn(contents, plan, claim);
  addVirtualServer(contents, plan, portPlan, claim, port.port, port.externalPolicyLocal);
}

function addSourceRanges(contents: IpvsContents, portPlan: ServicePortPlan, claim: ClaimedAddress): void {
  const { port, sourceRangesHoldNode } = portPlan;
  const { address, origin } = claim;
  const entry = { address, protocol: port.protocol, port: port.port, origin };
  addEntry(contents, 'LOAD-BALANCER-FW', entry);
  for (const { range, origin } of port.sourceRanges) {
    addEntry(contents, 'LOAD-BALANCER-SOURCE-CIDR', { ...entry, range, origin });
  }
  if (sourceRangesHoldNode) addEntry(contents, 'LOAD-BALANCER-SOURCE-IP', { ...entry, range: address });
  else {
    // The node would send from the VIP, which it has on its dummy interface.
    contents.outFilter.push({
      chain: chains.ipvsOutFilter,
      matches: [from(address), { kind: 'virtual-server', address, protocol: port.protocol, port: port.port }],
      statements: [drop],
      origin,
    });
  }
}

const nodePortSets = {
  tcp: { all: 'NODE-PORT-TCP', local: 'NODE-PORT-LOCAL-TCP' },
  udp: { all: 'NODE-PORT-UDP', local: 'NODE-PORT-LOCAL-UDP' },
  sctp: { all: 'NODE-PORT-SCTP-HASH', local: 'NODE-PORT-LOCAL-SCTP-HASH' },
} as const;

/** On a node without an address that fits, kube-proxy gives up here and leaves the health check port out too. */
function addNodePorts(contents: IpvsContents, plan: RoutingPlan, portPlan: ServicePortPlan): void {
  const { port } = portPlan;
  if (port.nodePort) {
    const addresses = nodeAddresses(plan);
    if (addresses.length === 0) return;
    const { port: number, origin } = port.nodePort;
    const names = nodePortSets[port.protocol];
    for (const address of addresses) {
      const entry =
        port.protocol === 'sctp'
          ? { address, protocol: port.protocol, port: number, origin }
          : { port: number, origin };
      addEntry(contents, names.all, entry);
      if (port.externalPolicyLocal) addEntry(contents, names.local, entry);
      addVirtualServer(contents, plan, portPlan, { address, origin }, number, port.externalPolicyLocal);
    }
  }
  if (port.healthCheckNodePort) addEntry(contents, 'HEALTH-CHECK-NODE-PORT', port.healthCheckNodePort);
}
