/**
 * What travels: the packet, the connection that the kernel keeps for it, and what a branch of the trace has seen so far.
 * All of it is immutable, because branches share their past.
 */
import { type Fraction, multiply } from '../base/fraction.ts';
import type { IpAddress } from '../ip/address.ts';
import { containsAddress } from '../ip/cidr.ts';
import type { AddressRange, NatTarget, Protocol, Side } from '../netfilter/ir.ts';
import type { Chosen } from './routePacket.ts';
import type { Trail } from './trail.ts';

export interface Packet {
  readonly protocol: Protocol;
  readonly source: IpAddress;
  /** Undefined: some port that the sender's kernel chose. */
  readonly sourcePort: number | undefined;
  readonly destination: IpAddress;
  readonly destinationPort: number;
  readonly mark: number;
  /** As rules at the present hook see them. */
  readonly inInterface: string | undefined;
  readonly outInterface: string | undefined;
}

/** What was decided for a connection when its first packet went through. */
export interface Translation {
  readonly destination: NatTarget | undefined;
  readonly source: IpAddress | undefined;
}

export interface Connection {
  /** `untracked`: a rule asked that nobody keeps it. */
  readonly state: 'new' | 'established' | 'untracked';
  /** Zero where absent. */
  readonly mark?: number;
  /** The packet that began it, before any translation. */
  readonly original?: Original;
  /** Translations that were made; an established connection comes with those that it has. */
  readonly translation: Translation;
  readonly settled: Settled;
  readonly masqueraded: boolean;
  /** The virtual server that has taken the connection. */
  readonly balanced: NatTarget | undefined;
}

/** Done for this packet, be it that nothing changed: each side is translated once, a virtual server taken once. */
export interface Settled {
  /** Connection tracking has looked at it. Rules that are asked earlier find no connection. */
  readonly tracking: boolean;
  readonly destination: boolean;
  readonly source: boolean;
  readonly server: boolean;
}

export interface Original {
  readonly source: IpAddress;
  readonly sourcePort: number | undefined;
  readonly destination: IpAddress;
  readonly destinationPort: number;
}

/** A test whose result is not known. */
export interface OpenTest<Origin> {
  /** The branch where it was asked; its last step is the rule. */
  readonly flight: Flight<Origin>;
  readonly reason: string;
}

/** Which result of such a test a branch takes for granted. */
export interface Assumption {
  readonly doubt: OpenTest<unknown>;
  readonly holds: boolean;
}

/** An entry that a rule made in a list or dynamic set. */
export interface Memory {
  readonly list: string;
  readonly key: string;
}

/** One branch of a trace, somewhere on its way. */
export interface Flight<Origin> {
  /** Of all packets sent alike; undefined behind a choice that cannot be known. */
  readonly weight: Fraction | undefined;
  readonly packet: Packet;
  readonly connection: Connection;
  /** Where routing sends it; undefined while nothing has been decided. */
  readonly route: Chosen | undefined;
  readonly trail: Trail<Origin> | undefined;
  readonly remembered: readonly Memory[];
  /** Oldest first. */
  readonly assumed: readonly Assumption[];
}

/** A part of a branch. */
export function share<Origin>(flight: Flight<Origin>, part: Fraction): Flight<Origin> {
  return flight.weight ? { ...flight, weight: multiply(flight.weight, part) } : flight;
}

/** The branch with another destination, which its connection keeps. */
export function withDestination<Origin>(flight: Flight<Origin>, { address, port }: NatTarget): Flight<Origin> {
  const { packet, connection } = flight;
  const destination = { address, port };
  return {
    ...flight,
    packet: { ...packet, destination: address, destinationPort: port },
    connection: { ...connection, translation: { ...connection.translation, destination } },
  };
}

/** The branch with another source, which its connection keeps. */
export function withSource<Origin>(flight: Flight<Origin>, source: IpAddress): Flight<Origin> {
  const { packet, connection } = flight;
  return {
    ...flight,
    packet: { ...packet, source, sourcePort: undefined },
    connection: { ...connection, translation: { ...connection.translation, source } },
  };
}

/** As rules find it: undefined where the kernel keeps none for the packet, or does not know yet. */
export function connectionOf({ connection }: Flight<unknown>): Connection | undefined {
  return connection.settled.tracking && connection.state !== 'untracked' ? connection : undefined;
}

export function addressOf(packet: Packet, side: Side): IpAddress {
  return side === 'source' ? packet.source : packet.destination;
}

export function inRange(range: AddressRange, address: IpAddress): boolean {
  return 'prefixLength' in range ? containsAddress(range, address) : range.text === address.text;
}
