/**
 * Whether single matches hold for a packet. In: a match, a branch, the world. Out: yes, no, a chance, or, where the
 * answer is not known, why not.
 */
import type { Fraction } from '../base/fraction.ts';
import type { ForeignMatch } from '../netfilter/foreignIr.ts';
import type { HostNetwork } from '../netfilter/hostNetwork.ts';
import type {
  ConntrackState,
  InterfaceMatch,
  IpsetMatch,
  Match,
  PortMatch,
  PortsMatch,
  SetMatch,
} from '../netfilter/ir.ts';
import { capturedIpsetHolds } from './capturedIpset.ts';
import { keyOf, stateOf } from './fields.ts';
import { lookUpEntry } from './foreignSets.ts';
import { ipsetHolds } from './ipset.ts';
import { addressOf, connectionOf, type Flight, inRange, type Packet } from './packet.ts';
import { isOwnAddress } from './routePacket.ts';
import { testForeign } from './testForeign.ts';
import { memoryKey, packetKey, type World } from './world.ts';

export interface Doubt {
  readonly unknown: string;
}

/** A number: true for one packet in so many; or the part of all packets. */
export type Answer = boolean | number | Fraction | Doubt;

/** A branch in a chain of a table. */
export interface Place<Origin> {
  readonly flight: Flight<Origin>;
  readonly table: string;
  readonly world: World<Origin>;
}

export function testMatch<Origin>(match: Match, place: Place<Origin>): Answer {
  const { packet } = place.flight;
  switch (match.kind) {
    case 'address':
      return inRange(match.range, addressOf(packet, match.side)) !== (match.negated ?? false);
    case 'addresses': {
      const address = addressOf(packet, match.side);
      return match.ranges.some(range => inRange(range, address)) !== (match.negated ?? false);
    }
    case 'protocol':
      return packet.protocol === match.protocol;
    case 'other-protocol':
      return match.negated ?? false;
    case 'ports':
      return testPorts(match, packet);
    case 'unknown':
      return { unknown: `whether "${match.text}" holds` };
    case 'port':
      return testPort(match, packet);
    case 'address-type':
      return isOwnAddress(place.world.host, addressOf(packet, match.side)) !== (match.negated ?? false);
    case 'conntrack-state':
      return match.states.some(state => hasState(place.flight, state)) !== (match.negated ?? false);
    case 'conntrack-status':
      return hasState(place.flight, match.status);
    case 'mark':
      return ((packet.mark & match.mask) >>> 0 === match.value >>> 0) !== (match.negated ?? false);
    case 'chance':
      return match.oneIn;
    case 'remember':
    case 'accounting':
      return true;
    default:
      return testRareMatch(match, place);
  }
}

type RareMatch =
  | Extract<Match, { kind: 'recently-seen' | 'set' | 'ipset' | 'interface' | 'bridged-in' | 'virtual-server' }>
  | ForeignMatch;

function testRareMatch<Origin>(match: RareMatch, place: Place<Origin>): Answer {
  const { packet, connection } = place.flight;
  switch (match.kind) {
    case 'recently-seen':
      return isRemembered(match.list, packet.source.text, place);
    case 'set':
      return negate(testSet(match, place), match.negated);
    case 'ipset':
      return negate(testIpset(match, place), match.negated);
    case 'interface':
      return negate(testInterface(match, packet, place.world.host), match.negated);
    case 'bridged-in':
      // Frames of a bridge come here as bridged only where bridge netfilter hands them up; routed ones do not.
      return match.negated ?? false;
    case 'virtual-server': {
      const { balanced } = connection;
      const same = balanced?.address.text === match.address.text && balanced.port === match.port;
      return same && packet.protocol === match.protocol;
    }
    default:
      return testForeign(match, place);
  }
}

/** Where nothing tells an interface's name, it may be any that is not another interface's. */
export function testInterface(match: InterfaceMatch, packet: Packet, { interfaces }: HostNetwork): Answer {
  const name = match.direction === 'in' ? packet.inInterface : packet.outInterface;
  const fits = (candidate: string) => (match.prefix ? candidate.startsWith(match.name) : candidate === match.name);
  if (name === undefined || fits(name)) return name !== undefined;
  const isAssumed = interfaces.some(candidate => candidate.name === name && candidate.nameAssumed);
  if (!isAssumed || interfaces.some(candidate => fits(candidate.name))) return false;
  return { unknown: `whether the interface that is called ${name} here is ${match.name}${match.prefix ? '…' : ''}` };
}

export function negate(answer: Answer, negated: boolean | undefined): Answer {
  return typeof answer === 'boolean' ? answer !== (negated ?? false) : answer;
}

function testPort({ side, port }: PortMatch, packet: Packet): Answer {
  if (side === 'destination') return packet.destinationPort === port;
  if (packet.sourcePort !== undefined) return packet.sourcePort === port;
  return port < chosen.first || port > chosen.last ? false : { unknown: `whether the sender's port is ${port}` };
}

/** Ports that the sender's kernel chooses lie in the range that Linux keeps for that. */
const chosen = { first: 32768, last: 60999 };

export function testPorts({ side, ranges, negated = false }: PortsMatch, packet: Packet): Answer {
  const port = side === 'destination' ? packet.destinationPort : packet.sourcePort;
  if (port !== undefined) return ranges.some(({ first, last }) => port >= first && port <= last) !== negated;
  if (ranges.some(({ first, last }) => first <= chosen.first && last >= chosen.last)) return !negated;
  if (ranges.every(({ first, last }) => last < chosen.first || first > chosen.last)) return negated;
  return { unknown: "the sender's port" };
}

function hasState<Origin>(flight: Flight<Origin>, asked: ConntrackState): boolean {
  const found = connectionOf(flight);
  if (!found) return asked === stateOf(flight);
  const { translation, balanced } = found;
  // The load balancer changes the destination behind the back of connection tracking.
  if (asked === 'dnat') return translation.destination !== undefined && !balanced;
  if (asked === 'snat') return translation.source !== undefined;
  return asked === found.state;
}

export function isRemembered<Origin>(list: string, key: string, { flight, world }: Place<Origin>): boolean {
  if (flight.remembered.some(memory => memory.list === list && memory.key === key)) return true;
  return world.remembered.has(memoryKey({ list, key }));
}

function testSet<Origin>({ set, key }: SetMatch, place: Place<Origin>): Answer {
  const fields = key.map(field => ({ field }));
  const found = place.world.index.set(place.table, set);
  if (found && !isRemembered(`${place.table} ${set}`, keyOf(place.flight, fields), place)) {
    return found.elements.has(packetKey(place.flight.packet, key));
  }
  const entry = found ? ({ key: [] } as const) : lookUpEntry(fields, set, place);
  return entry && 'unknown' in entry ? entry : entry !== undefined;
}

function testIpset<Origin>({ set, sides }: IpsetMatch, place: Place<Origin>): Answer {
  const { world, flight } = place;
  const captured = world.capturedIpset(set);
  if (captured) return capturedIpsetHolds(captured, sides, place);
  const found = world.ipvs?.ipsets.find(candidate => candidate.name === set);
  return found ? ipsetHolds(found, flight.packet, sides) : { unknown: `what the ipset ${set} holds` };
}
