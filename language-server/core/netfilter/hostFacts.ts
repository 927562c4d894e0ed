/** What a node's system looks like to its packet filter: interfaces, and what the kernel and its tools can do. */
import type { IpAddress } from '../ip/address.ts';
import type { IpNetwork } from '../ip/cidr.ts';

export interface InterfaceAddress {
  readonly address: IpAddress;
  /** The network that the prefix length makes of it. */
  readonly network: IpNetwork;
}

export interface NetworkInterface {
  readonly name: string;
  /** Nothing tells the real name. */
  readonly nameAssumed?: true;
  readonly addresses: readonly InterfaceAddress[];
}

export interface HostFacts {
  readonly interfaces: readonly NetworkInterface[];
  /** iptables knows `--random-fully`. */
  readonly iptablesRandomFully: boolean;
  /** Named accounting objects exist. */
  readonly accounting: boolean;
  /** net.netfilter.nf_conntrack_tcp_be_liberal */
  readonly conntrackBeLiberal: boolean;
}
