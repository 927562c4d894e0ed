/**
 * What statements do that only rules of other programs have. In: a statement, a branch, the world. Out: the branch as it
 * goes on, or a doubt.
 */
import { exhaustive } from '../base/exhaustive.ts';
import { addressOfValue, addressValue, type IpAddress, isLinkLocal, parseAddress } from '../ip/address.ts';
import { spanOf } from '../netfilter/addressSpans.ts';
import type {
  ChangeMark,
  ForeignEntry,
  ForeignStatement,
  KeyedField,
  LookupTranslation,
  Translate,
  TranslationData,
} from '../netfilter/foreignIr.ts';
import type { HostNetwork } from '../netfilter/hostNetwork.ts';
import type { AddressRange, Side } from '../netfilter/ir.ts';
import { keyOf } from './fields.ts';
import { lookUpEntry } from './foreignSets.ts';
import { addressOf, connectionOf, type Flight, withDestination, withSource } from './packet.ts';
import type { End, StatementResult } from './runStatement.ts';
import { type Place, testMatch } from './testMatch.ts';

const accept = { kind: 'accept' } as const;

export function runForeign<Origin>(statement: ForeignStatement, place: Place<Origin>): StatementResult<Origin> {
  const { flight } = place;
  switch (statement.kind) {
    case 'change-mark':
      return changeMark(statement, flight);
    case 'translate':
      return translate(statement, flight);
    case 'lookup-verdict':
      return lookUpVerdict(statement.key, statement.among, place);
    case 'add-to-set': {
      const fits = statement.implied.every(match => testMatch(match, place) === true);
      return fits ? addToSet(statement.set, statement.key, place) : { kind: 'no-element' };
    }
    case 'choose-translation':
      return {
        kind: 'ends',
        ends: statement.choices.map(({ part, data }) => ({ ...translated(statement.side, data, flight), share: part })),
      };
    case 'lookup-translation':
      return lookUpTranslation(statement, place);
    case 'choose-verdict':
      return {
        kind: 'ends',
        ends: statement.choices.map(({ part, verdict = { kind: 'continue' } as const }) => ({
          flight,
          action: verdict,
          next: verdict,
          share: part,
        })),
      };
    case 'redirect':
      return redirect(statement.port, place);
    case 'untrack':
      return { kind: 'done', flight: untrack(flight), action: { kind: 'continue' } };
    default:
      return exhaustive(statement);
  }
}

/** Too late for packets that connection tracking has looked at. */
function untrack<Origin>(flight: Flight<Origin>): Flight<Origin> {
  const { connection } = flight;
  return connection.settled.tracking ? flight : { ...flight, connection: { ...connection, state: 'untracked' } };
}

export function lookUpVerdict<Origin>(
  key: readonly KeyedField[],
  among: string | readonly ForeignEntry[],
  place: Place<Origin>,
): StatementResult<Origin> {
  const found = lookUpEntry(key, among, place);
  if (found && 'unknown' in found) return { kind: 'doubt', doubt: found.unknown };
  if (!found?.verdict) return { kind: 'no-element' };
  return { kind: 'ends', ends: [{ flight: place.flight, action: found.verdict, next: found.verdict }] };
}

function lookUpTranslation<Origin>(
  { side, key, among, redirects }: LookupTranslation,
  place: Place<Origin>,
): StatementResult<Origin> {
  const { flight } = place;
  const found = lookUpEntry(key, among, place);
  if (found && 'unknown' in found) return { kind: 'doubt', doubt: found.unknown };
  if (!found?.data) return { kind: 'no-element' };
  if (redirects) return redirect(found.data.port, place);
  return { kind: 'ends', ends: [translated(side, found.data, flight)] };
}

/** Where nothing is said of where to, the next rule is next. */
function translated<Origin>(side: Side, data: TranslationData | undefined, flight: Flight<Origin>): End<Origin> {
  if (!data) return { flight, action: { kind: 'continue' }, next: { kind: 'continue' } };
  const address = data.address ?? addressOf(flight.packet, side);
  return side === 'destination' ? sendTo(flight, address, data.port) : sendAs(flight, address);
}

/** Of its own table. */
export function addToSet<Origin>(
  set: string,
  key: readonly KeyedField[],
  { flight, table }: Place<Origin>,
): StatementResult<Origin> {
  const memory = { list: `${table} ${set}`, key: keyOf(flight, key) };
  const remembered = { ...flight, remembered: [...flight.remembered, memory] };
  return { kind: 'done', flight: remembered, action: { kind: 'remember', list: set } };
}

function redirect<Origin>(port: number | undefined, { flight, world }: Place<Origin>): StatementResult<Origin> {
  const address = ownAddress(flight, world.host);
  if (!address) return { kind: 'doubt', doubt: 'which address the interface has that the packet came in by' };
  return { kind: 'ends', ends: [sendTo(flight, address, port)] };
}

function changeMark<Origin>({ of, keep, take, flip }: ChangeMark, flight: Flight<Origin>): StatementResult<Origin> {
  const { packet, connection } = flight;
  if (!connectionOf(flight)) {
    // A mark that is nowhere cannot be read, which breaks the rule off; writing it comes to nothing.
    if ((of === 'packet' ? take : keep) !== 0) return { kind: 'no-element' };
    if (of === 'connection') return { kind: 'done', flight, action: { kind: 'continue' } };
  }
  const [own, other] = of === 'packet' ? [packet.mark, connection.mark ?? 0] : [connection.mark ?? 0, packet.mark];
  const mark = ((own & keep) ^ (other & take) ^ flip) >>> 0;
  if (of === 'packet') {
    return { kind: 'done', flight: { ...flight, packet: { ...packet, mark } }, action: { kind: 'set-mark', mark } };
  }
  return { kind: 'done', flight: { ...flight, connection: { ...connection, mark } }, action: { kind: 'continue' } };
}

function translate<Origin>({ side, to, port }: Translate, flight: Flight<Origin>): StatementResult<Origin> {
  const address = to ? within(to, addressOf(flight.packet, side)) : addressOf(flight.packet, side);
  const end = side === 'destination' ? sendTo(flight, address, port) : sendAs(flight, address);
  return { kind: 'ends', ends: [end] };
}

/** The network's bits, and the address's own for the rest. */
function within(range: AddressRange, address: IpAddress): IpAddress {
  if (!('prefixLength' in range)) return range;
  const { first, last } = spanOf(range);
  return addressOfValue(range.family, first | (addressValue(address) & (last - first)));
}

function sendTo<Origin>(flight: Flight<Origin>, address: IpAddress, port: number | undefined): End<Origin> {
  const target = { address, port: port ?? flight.packet.destinationPort };
  const action = { kind: 'dnat', target } as const;
  return { flight: withDestination(flight, target), action, next: accept };
}

function sendAs<Origin>(flight: Flight<Origin>, source: IpAddress): End<Origin> {
  const changed = withSource(flight, source);
  const sent = { ...changed, connection: { ...changed.connection, masqueraded: true } };
  return { flight: sent, action: { kind: 'masquerade', source }, next: accept };
}

/** The first of the interface by which the packet came in; of what a process sends, the loopback address. */
function ownAddress<Origin>({ packet }: Flight<Origin>, { family, interfaces }: HostNetwork): IpAddress | undefined {
  if (packet.inInterface === undefined) return parseAddress(family === 'IPv4' ? '127.0.0.1' : '::1');
  const addresses = interfaces.find(({ name }) => name === packet.inInterface)?.addresses ?? [];
  const usable = addresses.filter(({ address }) => address.family === family && !isLinkLocal(address));
  return usable[0]?.address;
}
