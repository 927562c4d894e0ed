/**
 * Tests that only rules of other programs make. In: a match, a branch, the world. Out: yes, no, the part of packets for
 * which it holds, or why the answer is not known.
 */
import { exhaustive } from '../base/exhaustive.ts';
import type {
  AddressTypesMatch,
  ConnectionStatus,
  ConnectionStatusMatch,
  EitherPortMatch,
  FieldMatch,
  ForeignMatch,
  LookupMatch,
  ReversePathMatch,
  TcpFlagsMatch,
} from '../netfilter/foreignIr.ts';
import { loopbackInterface } from '../netfilter/hostNetwork.ts';
import { addressType } from './addressTypes.ts';
import { fieldText, fieldValue, needsConnection } from './fields.ts';
import { lookUpEntry } from './foreignSets.ts';
import { isValue } from './isValue.ts';
import { addressOf, type Connection, connectionOf, type Packet } from './packet.ts';
import { isOwnAddress, routeTo } from './routePacket.ts';
import { type Answer, type Doubt, negate, type Place, testInterface, testPorts } from './testMatch.ts';

export function testForeign<Origin>(match: ForeignMatch, place: Place<Origin>): Answer {
  const { packet } = place.flight;
  const connection = connectionOf(place.flight);
  switch (match.kind) {
    case 'constant':
      return match.holds && (connection !== undefined || !match.ofConnection);
    case 'part':
      return match.part;
    case 'field':
      return negate(testField(match, place), match.negated);
    case 'lookup':
      return negate(testLookup(match, place), match.negated);
    case 'either-port':
      return negate(testEitherPort(match, packet), match.negated);
    case 'address-types':
      return negate(testAddressTypes(match, place), match.negated);
    case 'connection-status':
      return connection ? negate(testStatus(match, connection), match.negated) : false;
    case 'tcp-flags':
      return testFlags(match, place);
    case 'reverse-path':
      return negate(testReversePath(match, place), match.negated);
    case 'bridged':
      // A bridge hands packets between its ports up to these rules where it is told to.
      return packet.inInterface !== undefined && packet.inInterface === packet.outInterface ? doubtOf(match) : false;
    case 'sender-process':
      return packet.inInterface === undefined ? doubtOf(match) : match.otherwise;
    default:
      return exhaustive(match);
  }
}

function doubtOf({ text }: { readonly text: string }): Doubt {
  return { unknown: `whether "${text}" holds` };
}

function testField<Origin>(match: FieldMatch, place: Place<Origin>): Answer {
  const { field, among, mask } = match;
  if (field === 'in-interface' || field === 'out-interface') return testInterfaces(match, place);
  if (needsConnection(field) && !connectionOf(place.flight)) return match.negated ?? false;
  const value = fieldValue(place.flight, field);
  if (value === undefined) return { unknown: `whether ${fieldText(field)} is as "${match.text}" says` };
  const asked = typeof value === 'bigint' && mask !== undefined ? value & BigInt(mask) : value;
  return among.some(candidate => isValue(candidate, asked));
}

function testLookup<Origin>({ key, among, negated }: LookupMatch, place: Place<Origin>): Answer {
  if (key.some(({ field }) => needsConnection(field)) && !connectionOf(place.flight)) return negated ?? false;
  const found = lookUpEntry(key, among, place);
  return found && 'unknown' in found ? found : found !== undefined;
}

function testInterfaces<Origin>({ field, among }: FieldMatch, { flight, world }: Place<Origin>): Answer {
  const direction = field === 'in-interface' ? 'in' : 'out';
  let doubt: Doubt | undefined;
  for (const value of among) {
    if ('first' in value) continue;
    const { word: name, prefix = false } = value;
    const answer = testInterface({ kind: 'interface', direction, name, prefix }, flight.packet, world.host);
    if (answer === true) return true;
    if (typeof answer === 'object' && 'unknown' in answer) doubt ??= answer;
  }
  return doubt ?? false;
}

function testEitherPort({ ranges }: EitherPortMatch, packet: Packet): Answer {
  const destination = testPorts({ kind: 'ports', side: 'destination', ranges }, packet);
  return destination === true ? true : testPorts({ kind: 'ports', side: 'source', ranges }, packet);
}

function testAddressTypes<Origin>({ side, types, on }: AddressTypesMatch, { flight, world }: Place<Origin>): Answer {
  const { packet } = flight;
  const within = on === undefined ? undefined : on === 'in' ? packet.inInterface : packet.outInterface;
  return types.includes(addressType(world.host, addressOf(packet, side), within));
}

function testStatus({ statuses, exact, text }: ConnectionStatusMatch, connection: Connection): Answer {
  // A translation leaves more bits than those that have names, and a new connection has none of the others.
  if (exact) return connection.state === 'new' ? false : doubtOf({ text });
  let doubt: Doubt | undefined;
  for (const status of statuses) {
    const answer = hasStatus(status, connection);
    if (answer === true) return true;
    if (typeof answer === 'object') doubt ??= answer;
  }
  return doubt ?? false;
}

function hasStatus(status: ConnectionStatus, { state, translation, balanced }: Connection): boolean | Doubt {
  switch (status) {
    case 'dnat':
      return translation.destination !== undefined && !balanced;
    case 'snat':
      return translation.source !== undefined;
    case 'seen-reply':
    case 'confirmed':
      return state === 'established';
    case 'assured':
      return state === 'established' ? { unknown: 'whether the connection is assured' } : false;
    case 'expected':
      return false;
  }
}

const syn = 0x02;

/** The first packet of a connection is known; of later ones, only that they carry no SYN. */
function testFlags<Origin>(match: TcpFlagsMatch, { flight }: Place<Origin>): Answer {
  const { mask, value, negated = false } = match;
  if (flight.packet.protocol !== 'tcp') return false;
  if (flight.connection.state === 'established') return value === syn ? negated : doubtOf(match);
  return (value === undefined ? (syn & mask) !== 0 : (syn & mask) === value) !== negated;
}

function testReversePath<Origin>({ loose }: ReversePathMatch, { flight, world }: Place<Origin>): Answer {
  const { source, inInterface } = flight.packet;
  if (inInterface === loopbackInterface) return true;
  if (isOwnAddress(world.host, source)) return false;
  const back = routeTo(world.host, source);
  return back !== undefined && (loose || back.interface === inInterface);
}
