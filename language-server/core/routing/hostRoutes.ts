/**
 * The node's network as far as manifests tell it: its interfaces, the one that leads to its pods, and who is behind which.
 * In: a plan, its node, pods that have addresses. Out: a HostNetwork. Nothing in a manifest says how pods are wired; what
 * matters to rules is the interface's name, where rules ask for it, and the address that the node has on it.
 */
import { addressOfValue, addressValue, type IpAddress, type IpFamily, isLinkLocal, isLoopback } from '../ip/address.ts';
import { containsAddress, hostNetwork, type IpNetwork, network, parseCidr } from '../ip/cidr.ts';
import type { NetworkInterface } from '../netfilter/hostFacts.ts';
import { type HostNetwork, loopbackInterface, type Route } from '../netfilter/hostNetwork.ts';
import type { NodeView } from './nodeView.ts';
import type { RoutingPlan } from './plan.ts';

/** An address, and the node that objects put it on; undefined where none says so. */
export interface PlacedAddress {
  readonly address: IpAddress;
  readonly nodeName: string | undefined;
}

export interface NodeNetwork {
  readonly host: HostNetwork;
  /** The interface by which pods of this node send. */
  readonly podInterface: string;
  /** The interface by which everything else comes. */
  readonly uplink: string;
  readonly podRange: IpNetwork;
  /** No object says which range the node's pods have. */
  readonly podRangeAssumed: boolean;
}

export interface NodeNetworkInput {
  readonly plan: RoutingPlan;
  readonly node: NodeView;
  /** Beside the plan's endpoints. */
  readonly pods: readonly PlacedAddress[];
  /** Whether any pod of the cluster has the address. */
  readonly isTaken: (address: string) => boolean;
  /** net.ipv4.conf.all.route_localnet as the proxy leaves it. */
  readonly routeLocalnet: boolean;
  /** Addresses that the proxy binds to an interface of its own. */
  readonly bound?: NetworkInterface | undefined;
}

export function nodeNetwork({ plan, node, pods, isTaken, routeLocalnet, bound }: NodeNetworkInput): NodeNetwork {
  const { family } = plan;
  const known = readRange(node, family);
  const podRange = known ?? assumedRange(plan);
  const placed = [...endpointAddresses(plan), ...pods.filter(({ address }) => address.family === family)];
  const interfaces = withLoopback(node.host.interfaces, family);
  const uplink = uplinkOf(interfaces, family);
  const onPods = interfaces.find(leadsToPods(podRange, uplink)) ?? assumedPodInterface(plan, podRange, isTaken);
  const podInterface = onPods.name;
  const routes = [...hostRoutes(placed, node.name, { podRange, podInterface, uplink })];
  routes.push({ destination: podRange, interface: podInterface }, ...connectedRoutes(interfaces));
  routes.push({ destination: defaultRange[family], interface: uplink });
  const all = [...new Set([...interfaces, onPods]), ...(bound ? [bound] : [])];
  const host = { family, interfaces: all, routes, routeLocalnet };
  return { host, podInterface, uplink, podRange, podRangeAssumed: known === undefined };
}

const defaultRange = { IPv4: parseCidr('0.0.0.0/0')!, IPv6: parseCidr('::/0')! } as const;
const loopback = { IPv4: parseCidr('127.0.0.1/8')!, IPv6: parseCidr('::1/128')! } as const;
const loopbackText = { IPv4: '127.0.0.1', IPv6: '::1' } as const;

function readRange(node: NodeView, family: IpFamily): IpNetwork | undefined {
  return node.podCidrs.map(parseCidr).find(range => range?.family === family);
}

/** A place in the cluster's pod range, where it is big enough to have one for each node, else in a customary range. */
function assumedRange({ family, podTraffic }: RoutingPlan): IpNetwork {
  const hostBits = family === 'IPv4' ? 8 : 64;
  const bits = family === 'IPv4' ? 32 : 128;
  const cluster = podTraffic?.kind === 'range' ? podTraffic.range : undefined;
  const isWide = cluster && bits - cluster.prefixLength >= hostBits + 8;
  const base = isWide ? cluster.address : customaryRange[family].address;
  return network(addressOfValue(family, addressValue(base) + (77n << BigInt(hostBits))), bits - hostBits);
}

const customaryRange = { IPv4: parseCidr('10.244.0.0/16')!, IPv6: parseCidr('fd00:10:244::/56')! } as const;

/** Plugins give the node the first address of its pods' range, or the last where that is taken. */
function freeAddress(range: IpNetwork, isTaken: (address: string) => boolean): IpAddress {
  const at = (offset: bigint) => addressOfValue(range.family, addressValue(range.address) + offset);
  const size = 1n << BigInt((range.family === 'IPv4' ? 32 : 128) - range.prefixLength);
  const choices = [1n, 254n, 253n].filter(offset => offset < size).map(at);
  return choices.find(address => !isTaken(address.text)) ?? at(0n);
}

/** One of the node's interfaces that has an address among the pods, as bridges do. */
function leadsToPods(podRange: IpNetwork, uplink: string): (candidate: NetworkInterface) => boolean {
  return ({ name, addresses }) =>
    name !== uplink && addresses.some(({ address }) => containsAddress(podRange, address));
}

function assumedPodInterface(
  { podTraffic }: RoutingPlan,
  podRange: IpNetwork,
  isTaken: (address: string) => boolean,
): NetworkInterface {
  const gateway = freeAddress(podRange, isTaken);
  const addresses = [{ address: gateway, network: hostNetwork(gateway) }];
  if (podTraffic?.kind !== 'interface') return { name: 'pod0', nameAssumed: true, addresses };
  if (podTraffic.prefix) return { name: `${podTraffic.name}0`, nameAssumed: true, addresses };
  return { name: podTraffic.name, addresses };
}

/** The first that has an address beyond the host. */
function uplinkOf(interfaces: readonly NetworkInterface[], family: IpFamily): string {
  const others = interfaces.filter(({ name }) => name !== loopbackInterface);
  const usable = ({ addresses }: NetworkInterface) =>
    addresses.some(({ address }) => address.family === family && !isLinkLocal(address) && !isLoopback(address));
  return (others.find(usable) ?? others[0])?.name ?? 'eth0';
}

function withLoopback(interfaces: readonly NetworkInterface[], family: IpFamily): readonly NetworkInterface[] {
  if (interfaces.some(({ addresses }) => addresses.some(a => a.address.text === loopbackText[family])))
    return interfaces;
  const address: IpAddress = { family, text: loopbackText[family] };
  return [{ name: loopbackInterface, addresses: [{ address, network: loopback[family] }] }, ...interfaces];
}

function* endpointAddresses({ servicePorts }: RoutingPlan): Generator<PlacedAddress> {
  for (const { allEndpoints } of servicePorts) yield* allEndpoints;
}

/** The kernel reaches the network of an interface's address by that interface. */
function connectedRoutes(interfaces: readonly NetworkInterface[]): Route[] {
  const others = interfaces.filter(({ name }) => name !== loopbackInterface);
  return others.flatMap(({ name, addresses }) =>
    addresses.map(({ network: destination }) => ({ destination, interface: name })),
  );
}

/** Where the pod range alone would lead astray: pods of this node outside it, and others' addresses inside it. */
function* hostRoutes(
  placed: readonly PlacedAddress[],
  nodeName: string,
  { podRange, podInterface, uplink }: { podRange: IpNetwork; podInterface: string; uplink: string },
): Generator<Route> {
  const here = new Map<string, IpAddress>();
  const elsewhere = new Map<string, IpAddress>();
  for (const { address, nodeName: on } of placed) {
    if (on !== undefined) (on === nodeName ? here : elsewhere).set(address.text, address);
  }
  for (const address of here.values()) yield { destination: hostNetwork(address), interface: podInterface };
  for (const [text, address] of elsewhere) {
    if (!here.has(text) && containsAddress(podRange, address))
      yield { destination: hostNetwork(address), interface: uplink };
  }
}
