/**
 * The kernel's routing: which interface a packet leaves by, which addresses are the node's own, and which source address
 * the kernel chooses. In: a host's network. Out: decisions; undefined where there is no route.
 */
import { addressValue, type IpAddress, isLinkLocal, isLoopback } from '../ip/address.ts';
import { containsAddress, type IpNetwork } from '../ip/cidr.ts';
import type { InterfaceAddress } from '../netfilter/hostFacts.ts';
import { type HostNetwork, loopbackInterface, type Route } from '../netfilter/hostNetwork.ts';

/** A routing decision. */
export interface Chosen {
  readonly interface: string;
  readonly nextHop: IpAddress;
  /** The destination is the node itself. */
  readonly local: boolean;
}

interface RoutingTable {
  readonly own: ReadonlySet<string>;
  /** Every address of a network on the loopback interface is the node's own. */
  readonly loopback: readonly IpNetwork[];
  /** Routes to single addresses. */
  readonly hosts: ReadonlyMap<string, Route>;
  /** All others, longest prefix first. */
  readonly networks: readonly Route[];
}

const tables = new WeakMap<HostNetwork, RoutingTable>();

function tableOf(host: HostNetwork): RoutingTable {
  const known = tables.get(host);
  if (known) return known;
  const addresses = host.interfaces.flatMap(i => i.addresses).filter(a => a.address.family === host.family);
  const loopback = host.interfaces.filter(i => i.name === loopbackInterface).flatMap(i => i.addresses);
  const isHost = ({ destination }: Route) => destination.prefixLength === (host.family === 'IPv4' ? 32 : 128);
  const table: RoutingTable = {
    own: new Set(addresses.map(a => a.address.text)),
    loopback: loopback.map(a => a.network).filter(range => range.family === host.family),
    hosts: new Map(host.routes.filter(isHost).map(route => [route.destination.address.text, route])),
    networks: host.routes
      .filter(route => !isHost(route))
      .sort((a, b) => b.destination.prefixLength - a.destination.prefixLength),
  };
  tables.set(host, table);
  return table;
}

export function isOwnAddress(host: HostNetwork, address: IpAddress): boolean {
  const { own, loopback } = tableOf(host);
  return own.has(address.text) || loopback.some(range => containsAddress(range, address));
}

export function routeTo(host: HostNetwork, destination: IpAddress): Chosen | undefined {
  if (isOwnAddress(host, destination)) return { interface: loopbackInterface, nextHop: destination, local: true };
  const { hosts, networks } = tableOf(host);
  const route =
    hosts.get(destination.text) ?? networks.find(candidate => containsAddress(candidate.destination, destination));
  return route && { interface: route.interface, nextHop: route.via ?? destination, local: false };
}

/** What a process that did not bind gets as its source address. */
export function sourceFor(host: HostNetwork, destination: IpAddress, route: Chosen): IpAddress | undefined {
  if (!route.local) return addressOn(host, destination, route);
  return tableOf(host).own.has(destination.text) ? destination : loopbackAddress(host);
}

function loopbackAddress(host: HostNetwork): IpAddress | undefined {
  const addresses = host.interfaces.find(i => i.name === loopbackInterface)?.addresses ?? [];
  return addresses.find(({ address }) => address.family === host.family)?.address;
}

/**
 * The address that the kernel writes from for what leaves by the route: of the outgoing interface, or, where that has
 * none that is valid beyond the host, of another.
 */
export function addressOn(host: HostNetwork, destination: IpAddress, route: Chosen): IpAddress | undefined {
  if (host.family === 'IPv6' && isOwnAddress(host, destination)) return destination;
  const outgoing = host.interfaces.find(i => i.name === route.interface);
  const rest = host.interfaces.filter(i => i !== outgoing);
  for (const { addresses } of outgoing ? [outgoing, ...rest] : rest) {
    const usable = addresses.filter(({ address }) => isGlobal(host, address));
    const best = host.family === 'IPv4' ? inSubnetOf(route.nextHop, usable) : nearestPrefix(destination, usable);
    if (best) return best.address;
  }
  return undefined;
}

function isGlobal(host: HostNetwork, address: IpAddress): boolean {
  return address.family === host.family && !isLoopback(address) && !(host.family === 'IPv6' && isLinkLocal(address));
}

/** IPv4: the address whose subnet holds the next hop, else the interface's first. */
function inSubnetOf(nextHop: IpAddress, addresses: readonly InterfaceAddress[]): InterfaceAddress | undefined {
  return addresses.find(({ network }) => containsAddress(network, nextHop)) ?? addresses[0];
}

/** IPv6 (RFC 6724, rule 8): the longest prefix in common with the destination, counted up to the subnet's length. */
function nearestPrefix(destination: IpAddress, addresses: readonly InterfaceAddress[]): InterfaceAddress | undefined {
  const common = ({ address, network }: InterfaceAddress) => {
    const difference = addressValue(address) ^ addressValue(destination);
    return Math.min(128 - (difference === 0n ? 0 : difference.toString(2).length), network.prefixLength);
  };
  return addresses.reduce<InterfaceAddress | undefined>(
    (best, candidate) => (best && common(best) >= common(candidate) ? best : candidate),
    undefined,
  );
}

/** Why routing throws away a packet that comes in, where it does: addresses that cannot come from a wire. */
export function refusedOnArrival(host: HostNetwork, source: IpAddress, destination: IpAddress): string | undefined {
  const mayLoop = host.family === 'IPv4' && host.routeLocalnet;
  if (isLoopback(destination) && !mayLoop) return `${destination.text} from outside is thrown away by the routing`;
  if (isLoopback(source) && !mayLoop) return `the source ${source.text} is thrown away by the routing`;
  const spoofed = host.family === 'IPv4' && isOwnAddress(host, source);
  return spoofed ? `the source ${source.text} is the node's own and cannot come in from outside` : undefined;
}
