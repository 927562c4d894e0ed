/** Chance as a test: "numgen random mod 3 < 2", "meta random < 1073741824". In: a cursor behind the word. Out: a part of all. */
import { fraction } from '../base/fraction.ts';
import { mergeSpans } from './addressSpans.ts';
import type { Match } from './ir.ts';
import { type Cursor, peekWord, take, takeWord } from './nftablesTokens.ts';
import { endsHere, takeValues } from './parseNftablesFields.ts';
import { textSince } from './parseNftablesLookups.ts';
import { skipValue, unknown } from './parseNftablesUnknown.ts';
import { readMark } from './readValues.ts';

/** Of "numgen inc" it is not known what has been counted. Maps behind it are statements. */
export function counted(cursor: Cursor, start: number): Match | undefined {
  const kind = takeWord(cursor, ['inc', 'random']);
  const count = take(cursor, 'mod') ? readMark(takeWord(cursor) ?? '') : undefined;
  if (!kind || !count || ['map', 'vmap'].includes(peekWord(cursor) ?? '')) return undefined;
  return (kind === 'random' ? partBelow(count, cursor, start) : undefined) ?? unknownValue(cursor, start);
}

/** Of 32 bits; iptables leaves one of them out: "random & 2147483647". */
export function randomPart(cursor: Cursor, start: number): Match | undefined {
  const isMasked = take(cursor, '&', '2147483647') || take(cursor, '&', '0x7fffffff');
  return partBelow(isMasked ? 2 ** 31 : 2 ** 32, cursor, start) ?? unknownValue(cursor, start);
}

/** The part of the numbers below `count` of which what follows is true. */
function partBelow(count: number, cursor: Cursor, start: number): Match | undefined {
  const words = { ...cursor };
  const values = takeValues(words, 'mark', 'IPv4');
  if (!values || !endsHere(words)) return undefined;
  const size = mergeSpans(values.among.flatMap(value => ('first' in value ? value : []))).reduce(
    (sum, { first, last }) => sum + sizeWithin(first, last, BigInt(count)),
    0n,
  );
  cursor.at = words.at;
  const share = values.negated ? BigInt(count) - size : size;
  return { kind: 'part', part: fraction(Number(share), count), text: textSince(cursor, start) };
}

function sizeWithin(first: bigint, last: bigint, count: bigint): bigint {
  const end = last < count ? last : count - 1n;
  return end < first ? 0n : end - first + 1n;
}

function unknownValue(cursor: Cursor, start: number): Match | undefined {
  return skipValue(cursor) ? unknown(cursor, start) : undefined;
}
