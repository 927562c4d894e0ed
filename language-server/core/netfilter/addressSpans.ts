/** Ranges of addresses as numbers: sets of addresses and networks are compared and written in one shape through them. */
import { addressOfValue, addressValue, type IpFamily } from '../ip/address.ts';
import { network } from '../ip/cidr.ts';
import type { AddressRange } from './ir.ts';

/** Both ends included. */
export interface Span {
  readonly first: bigint;
  readonly last: bigint;
}

const bitsOf = { IPv4: 32, IPv6: 128 } as const;

export function spanOf(range: AddressRange): Span {
  if (!('prefixLength' in range)) {
    const value = addressValue(range);
    return { first: value, last: value };
  }
  const first = addressValue(range.address);
  return { first, last: first + (1n << BigInt(bitsOf[range.family] - range.prefixLength)) - 1n };
}

/** The fewest addresses and networks that make up the span, in ascending order. */
export function rangesOf({ first, last }: Span, family: IpFamily): AddressRange[] {
  const ranges: AddressRange[] = [];
  for (let at = first; at <= last; ) {
    let hostBits = 0;
    while (hostBits < bitsOf[family] && fits(at, hostBits + 1, last)) hostBits++;
    const address = addressOfValue(family, at);
    ranges.push(hostBits === 0 ? address : network(address, bitsOf[family] - hostBits));
    at += 1n << BigInt(hostBits);
  }
  return ranges;
}

function fits(start: bigint, hostBits: number, last: bigint): boolean {
  const size = 1n << BigInt(hostBits);
  return start % size === 0n && start + size - 1n <= last;
}

/** In ascending order, with those that touch or overlap made one. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const sorted = [...spans].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const merged: Span[] = [];
  for (const span of sorted) {
    const before = merged.at(-1);
    if (!before || span.first > before.last + 1n) merged.push(span);
    else if (span.last > before.last) merged[merged.length - 1] = { first: before.first, last: span.last };
  }
  return merged;
}
