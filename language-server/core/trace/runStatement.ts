/**
 * What single statements do to a branch. In: a statement, a branch, the world. Out: the branch as it goes on to the next
 * statement, or the ways in which the rule ends, or a doubt.
 */
import { type Fraction, fraction } from '../base/fraction.ts';
import type { KeyField, NatTarget, Statement, Verdict } from '../netfilter/ir.ts';
import { type Flight, withDestination, withSource } from './packet.ts';
import { addressOn } from './routePacket.ts';
import { addToSet, lookUpVerdict, runForeign } from './runForeign.ts';
import type { Place } from './testMatch.ts';
import type { Action } from './trail.ts';
import { packetKey } from './world.ts';

/** What a branch does after a rule. */
export type Next = { readonly kind: 'continue' } | { readonly kind: 'reject' } | Verdict;

export interface End<Origin> {
  readonly flight: Flight<Origin>;
  readonly action: Action;
  readonly next: Next;
  /** Of the branch; absent means all of it, undefined that it cannot be known. */
  readonly share?: Fraction | undefined;
  readonly elementOrigin?: Origin;
}

export type StatementResult<Origin> =
  | { readonly kind: 'done'; readonly flight: Flight<Origin>; readonly action: Action }
  | { readonly kind: 'ends'; readonly ends: readonly End<Origin>[] }
  /** A map that does not hold the packet's key: the rule breaks off and the chain goes on. */
  | { readonly kind: 'no-element' }
  | { readonly kind: 'doubt'; readonly doubt: string };

const accept = { kind: 'accept' } as const;

export function runStatement<Origin>(statement: Statement, place: Place<Origin>): StatementResult<Origin> {
  const { flight } = place;
  switch (statement.kind) {
    case 'accept':
    case 'drop':
    case 'return':
    case 'jump':
    case 'goto':
    case 'reject':
      return { kind: 'ends', ends: [{ flight, action: statement, next: statement }] };
    case 'dnat':
      return { kind: 'ends', ends: [dnat(flight, statement.target)] };
    case 'dnat-random':
      return { kind: 'ends', ends: inShares(statement.targets.map(target => dnat(flight, target))) };
    case 'masquerade':
      return masquerade(place);
    case 'set-mark':
      return setMark(flight, statement);
    case 'verdict-map':
      return lookUp(statement, place);
    case 'verdict-random':
      return {
        kind: 'ends',
        ends: inShares(statement.verdicts.map(verdict => ({ flight, action: verdict, next: verdict }))),
      };
    case 'update-set':
      return addToSet(
        statement.set,
        statement.key.map(field => ({ field })),
        place,
      );
    case 'log':
      return { kind: 'done', flight, action: { kind: 'continue' } };
    case 'unknown':
      return { kind: 'doubt', doubt: `what "${statement.text}" does` };
    default:
      return runForeign(statement, place);
  }
}

function inShares<Origin>(ends: readonly End<Origin>[]): End<Origin>[] {
  return ends.map(end => ({ ...end, share: fraction(1, ends.length) }));
}

function dnat<Origin>(flight: Flight<Origin>, { address, port }: NatTarget): End<Origin> {
  const target = { address, port };
  return { flight: withDestination(flight, target), action: { kind: 'dnat', target }, next: accept };
}

/** The kernel takes the address of the interface by which the packet leaves. */
function masquerade<Origin>({ flight, world }: Place<Origin>): StatementResult<Origin> {
  const { packet, route } = flight;
  const source = route && addressOn(world.host, packet.destination, route);
  if (!source) return { kind: 'doubt', doubt: 'no interface has an address to masquerade with' };
  const changed = withSource(flight, source);
  const masqueraded = { ...changed, connection: { ...changed.connection, masqueraded: true } };
  return { kind: 'ends', ends: [{ flight: masqueraded, action: { kind: 'masquerade', source }, next: accept }] };
}

function setMark<Origin>(
  flight: Flight<Origin>,
  { operation, value }: Extract<Statement, { kind: 'set-mark' }>,
): StatementResult<Origin> {
  const { packet } = flight;
  const mark = (operation === 'or' ? packet.mark | value : packet.mark ^ value) >>> 0;
  return { kind: 'done', flight: { ...flight, packet: { ...packet, mark } }, action: { kind: 'set-mark', mark } };
}

function lookUp<Origin>(
  { map, key }: { readonly map: string; readonly key: readonly KeyField[] },
  place: Place<Origin>,
): StatementResult<Origin> {
  const { flight, table, world } = place;
  const found = world.index.set(table, map);
  if (!found)
    return lookUpVerdict(
      key.map(field => ({ field })),
      map,
      place,
    );
  const element = found.elements.get(packetKey(flight.packet, key));
  if (!element?.verdict) return { kind: 'no-element' };
  const { verdict, origin } = element;
  return { kind: 'ends', ends: [{ flight, action: verdict, next: verdict, elementOrigin: origin }] };
}
