/** A node's network as its kernel sees it for one IP family: interfaces with addresses, routes, what the routing allows. */
import type { IpAddress, IpFamily } from '../ip/address.ts';
import type { IpNetwork } from '../ip/cidr.ts';
import type { NetworkInterface } from './hostFacts.ts';

export interface Route {
  readonly destination: IpNetwork;
  readonly interface: string;
  /** The next hop; absent where the destination is a neighbour. */
  readonly via?: IpAddress;
}

export interface HostNetwork {
  readonly family: IpFamily;
  /** In the kernel's order. */
  readonly interfaces: readonly NetworkInterface[];
  /** The longest prefix wins. The node's own addresses need none. */
  readonly routes: readonly Route[];
  /** net.ipv4.conf.all.route_localnet: 127.0.0.0/8 is routed like any other range. */
  readonly routeLocalnet: boolean;
}

export const loopbackInterface = 'lo';
