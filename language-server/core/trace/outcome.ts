/**
 * What becomes of a packet: one outcome for each branch, with its exact share. In: a branch that has ended, and how.
 * Out: plain data.
 */
import type { Fraction } from '../base/fraction.ts';
import type { NatTarget } from '../netfilter/ir.ts';
import type { Connection, Flight, Memory, Packet } from './packet.ts';
import { type TrailEvent, trailEvents } from './trail.ts';

export type Disposition =
  /** Reached the destination that a translation gave it. */
  | 'delivered'
  /** The node's own sockets, destination unchanged. */
  | 'local'
  /** Left the node with its destination unchanged. */
  | 'forwarded'
  /** A rule refused it; the sender is told. */
  | 'rejected'
  /** A rule dropped it. */
  | 'dropped'
  /** The network stack threw it away though no rule dropped it. */
  | 'lost'
  /** What it is for does not exist, so that there is no such packet. */
  | 'refused'
  /** Something on the way is not understood. */
  | 'unknown';

export interface Outcome<Origin> {
  /** Undefined where a choice is made that cannot be known; all its outcomes are listed. */
  readonly probability: Fraction | undefined;
  readonly disposition: Disposition;
  /** Why it is lost or unknown, or that a policy dropped it. */
  readonly reason: string | undefined;
  /** Where a translation sent it. */
  readonly target: NatTarget | undefined;
  /** As its receiver sees it, or as it was when its way ended. */
  readonly packet: Packet;
  /** By which it left; undefined where it did not. */
  readonly leftBy: string | undefined;
  readonly masqueraded: boolean;
  readonly events: readonly TrailEvent<Origin>[];
  /** For the next packet of the same sender: the state that this one leaves. */
  readonly after: { readonly connection: Connection; readonly remembered: readonly Memory[] };
}

/** Packets that do not exist have none. */
export interface Ending {
  readonly disposition: Exclude<Disposition, 'refused'>;
  readonly reason?: string;
  readonly leftBy?: string;
}

export function makeOutcome<Origin>(flight: Flight<Origin>, ending: Ending): Outcome<Origin> {
  const { connection } = flight;
  return {
    probability: flight.weight,
    disposition: ending.disposition,
    reason: ending.reason,
    target: connection.translation.destination,
    packet: flight.packet,
    leftBy: ending.leftBy,
    masqueraded: connection.masqueraded,
    events: trailEvents(flight.trail),
    after: { connection: { ...connection, state: 'established' }, remembered: flight.remembered },
  };
}
