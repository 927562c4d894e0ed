/**
 * Whether an ipset holds a packet. In: a set, a packet, and the side of the packet that each dimension looks at, in the
 * order address, port, second address. Sets are indexed once: a big cluster's hold an entry for each of its ports.
 */
import { groupBy } from '../base/groupBy.ts';
import type { Ipset, IpsetEntry } from '../netfilter/ipvsState.ts';
import type { Side } from '../netfilter/ir.ts';
import { addressOf, inRange, type Packet } from './packet.ts';

type Index = ReadonlyMap<string, readonly IpsetEntry<unknown>[]>;

const indexes = new WeakMap<Ipset<unknown>, Index>();

export function ipsetHolds<Origin>(set: Ipset<Origin>, packet: Packet, sides: readonly Side[]): boolean {
  let index = indexes.get(set);
  if (!index) {
    index = groupBy(set.entries, ({ address, port }) => `${address?.text ?? ''} ${port ?? ''}`);
    indexes.set(set, index);
  }
  const hasAddress = set.type !== 'bitmap:port';
  const hasPort = set.type !== 'hash:ip';
  const addressSide = sides[0] ?? 'destination';
  const portSide = sides[hasAddress ? 1 : 0] ?? 'destination';
  const address = hasAddress ? addressOf(packet, addressSide).text : '';
  const port = portSide === 'source' ? packet.sourcePort : packet.destinationPort;
  const candidates = index.get(`${address} ${hasPort ? (port ?? '') : ''}`) ?? [];
  const last = addressOf(packet, sides[2] ?? 'source');
  return candidates.some(
    ({ protocol, range }) => (!protocol || protocol === packet.protocol) && (!range || inRange(range, last)),
  );
}
