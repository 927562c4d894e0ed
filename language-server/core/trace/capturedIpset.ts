/**
 * Whether an ipset that was captured with the rules holds a packet. In: a set, a branch, the side of the packet that each
 * part of an entry looks at. Out: yes, no, or why that is not known.
 */

import type { Side } from '../netfilter/ir.ts';
import type { CapturedIpset, CapturedIpsetEntry, IpsetDimension, IpsetPart } from '../netfilter/parseIpsets.ts';
import { fieldValue, protocolNumbers } from './fields.ts';
import { type Doubt, type Place, testInterface } from './testMatch.ts';

export function capturedIpsetHolds<Origin>(
  set: CapturedIpset,
  sides: readonly Side[],
  place: Place<Origin>,
): boolean | Doubt {
  const { entries, dimensions, name } = set;
  if (!entries) return { unknown: `what the ipset ${name} holds` };
  if (dimensions[0] === 'set') return anyHolds(entries, sides, place);
  // A rule that looks at fewer parts than entries have never matches (ip_set_core.c).
  if (sides.length < dimensions.length) return false;
  const values: (bigint | string)[] = [];
  for (const [i, dimension] of dimensions.entries()) {
    const value = valueFor(dimension, sides[i]!, place);
    if (value === undefined && dimension === 'iface') return false;
    if (value === undefined) return { unknown: `whether the ipset ${name} holds the sender's port` };
    values.push(value);
  }
  const protocol = Number(protocolNumbers[place.flight.packet.protocol]);
  const found: CapturedIpsetEntry[] = [];
  let doubt: Doubt | undefined;
  for (const entry of candidates(entries, values[0]!)) {
    const { parts } = entry;
    if (parts.every((part, i) => fits(part, values[i]!, protocol))) found.push(entry);
    const name = parts.findIndex(part => 'name' in part);
    if (name < 0 || !parts.every((part, i) => i === name || fits(part, values[i]!, protocol))) continue;
    doubt ??= openName(parts[name]!, sides[name]!, place);
  }
  return doubt ?? narrowest(found)?.excluded === false;
}

/** Whether an interface whose name nothing tells is the one of this name. */
function openName<Origin>(part: IpsetPart, side: Side, { flight, world }: Place<Origin>): Doubt | undefined {
  if (!('name' in part)) return undefined;
  const direction = side === 'source' ? 'in' : 'out';
  const match = { kind: 'interface', direction, name: part.name, prefix: false } as const;
  const answer = testInterface(match, flight.packet, world.host);
  return typeof answer === 'object' && 'unknown' in answer ? answer : undefined;
}

/** Sets of sets, one level deep, as the kernel has them. */
function anyHolds<Origin>(
  entries: readonly CapturedIpsetEntry[],
  sides: readonly Side[],
  place: Place<Origin>,
): boolean | Doubt {
  let doubt: Doubt | undefined;
  for (const { parts } of entries) {
    const [part] = parts;
    const member = part && 'name' in part ? place.world.capturedIpset(part.name) : undefined;
    if (!member || member.dimensions[0] === 'set') continue;
    const answer = capturedIpsetHolds(member, sides, place);
    if (answer === true) return true;
    if (answer !== false) doubt ??= answer;
  }
  return doubt ?? false;
}

function valueFor<Origin>(
  dimension: IpsetDimension,
  side: Side,
  { flight }: Place<Origin>,
): bigint | string | undefined {
  switch (dimension) {
    case 'ip':
    case 'net':
      return fieldValue(flight, side === 'source' ? 'source-address' : 'destination-address');
    case 'port':
      return fieldValue(flight, side === 'source' ? 'source-port' : 'destination-port');
    default:
      return fieldValue(flight, side === 'source' ? 'in-interface' : 'out-interface');
  }
}

function fits(part: IpsetPart, value: bigint | string, protocol: number): boolean {
  if ('name' in part) return part.name === value;
  if (typeof value !== 'bigint' || value < part.first || value > part.last) return false;
  return part.protocol === undefined || part.protocol === protocol;
}

function narrowest(found: readonly CapturedIpsetEntry[]): CapturedIpsetEntry | undefined {
  const width = ({ parts }: CapturedIpsetEntry) =>
    parts.reduce((sum, part) => ('name' in part ? sum : sum + (part.last - part.first)), 0n);
  return found.reduce<CapturedIpsetEntry | undefined>(
    (best, entry) => (best && width(best) <= width(entry) ? best : entry),
    undefined,
  );
}

interface Index {
  /** Of entries that begin with one address or port. */
  readonly single: ReadonlyMap<bigint, readonly CapturedIpsetEntry[]>;
  readonly others: readonly CapturedIpsetEntry[];
}

const indexes = new WeakMap<readonly CapturedIpsetEntry[], Index>();

function candidates(entries: readonly CapturedIpsetEntry[], value: bigint | string): readonly CapturedIpsetEntry[] {
  let index = indexes.get(entries);
  if (!index) {
    index = indexOf(entries);
    indexes.set(entries, index);
  }
  const single = typeof value === 'bigint' ? index.single.get(value) : undefined;
  return single ? [...single, ...index.others] : index.others;
}

function indexOf(entries: readonly CapturedIpsetEntry[]): Index {
  const single = new Map<bigint, CapturedIpsetEntry[]>();
  const others: CapturedIpsetEntry[] = [];
  for (const entry of entries) {
    const [part] = entry.parts;
    if (!part || 'name' in part || part.first !== part.last) others.push(entry);
    else if (!single.get(part.first)?.push(entry)) single.set(part.first, [entry]);
  }
  return { single, others };
}
