/**
 * What an IPVS load balancer holds beside its rules: virtual servers, ipsets, addresses on a dummy interface, sysctls.
 * Everything carries the origin that made it, as rules do.
 */
import type { IpAddress, IpFamily } from '../ip/address.ts';
import type { AddressRange, Protocol, Ruleset } from './ir.ts';

export interface RealServer<Origin> {
  readonly address: IpAddress;
  readonly port: number;
  readonly weight: number;
  readonly origin: Origin;
}

export interface VirtualServer<Origin> {
  readonly address: IpAddress;
  readonly protocol: Protocol;
  readonly port: number;
  /** rr, wrr, lc, wlc, sh, dh, sed, nq, mh … */
  readonly scheduler: string;
  /** A client keeps its server for this long after its last connection; undefined: no persistence. */
  readonly persistenceSeconds: number | undefined;
  /** Scheduler mh hashes the source port too. */
  readonly hashesSourcePort: boolean;
  readonly realServers: readonly RealServer<Origin>[];
  readonly origin: Origin;
}

export type IpsetType = 'hash:ip' | 'hash:ip,port' | 'hash:ip,port,ip' | 'hash:ip,port,net' | 'bitmap:port';

/** The fields that the set's type has. */
export interface IpsetEntry<Origin> {
  readonly address?: IpAddress;
  readonly protocol?: Protocol;
  readonly port?: number;
  /** The second address, or the network. */
  readonly range?: AddressRange;
  readonly origin: Origin;
}

export interface Ipset<Origin> {
  readonly name: string;
  readonly type: IpsetType;
  readonly entries: readonly IpsetEntry<Origin>[];
}

export interface BoundAddress<Origin> {
  readonly address: IpAddress;
  readonly origin: Origin;
}

export interface IpvsState<Origin> {
  readonly family: IpFamily;
  /** Sorted by address as text, port, protocol. */
  readonly virtualServers: readonly VirtualServer<Origin>[];
  /** All sets, also empty ones, sorted by name; entries sorted as text. */
  readonly ipsets: readonly Ipset<Origin>[];
  readonly dummyInterface: string;
  /** Sorted as text. */
  readonly dummyAddresses: readonly BoundAddress<Origin>[];
  /** Sorted by name. */
  readonly sysctls: readonly { readonly name: string; readonly value: number }[];
  readonly rules: Ruleset<Origin>;
}

/** As `ipset` writes it: "10.0.0.1,tcp:80,10.0.0.0/8", or a bare port. */
export function ipsetEntryText({ address, protocol, port, range }: IpsetEntry<unknown>): string {
  const portText = protocol ? `${protocol}:${port}` : port;
  return [address?.text, portText, range?.text].filter(part => part !== undefined).join(',');
}
