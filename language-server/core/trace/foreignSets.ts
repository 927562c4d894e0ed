/**
 * Whether a set or map of another program holds a packet's key, and what for. In: entries, a branch. Out: the first entry
 * that fits, none, or why the answer is not known. Long lists of spans that do not overlap are searched by halves.
 */

import { addressValue } from '../ip/address.ts';
import type { Span } from '../netfilter/addressSpans.ts';
import type { FieldValue, ForeignEntry, KeyedField } from '../netfilter/foreignIr.ts';
import type { KeyPart } from '../netfilter/ir.ts';
import { fieldText, fieldValue, needsConnection, protocolNumbers } from './fields.ts';
import { isValue } from './isValue.ts';
import { connectionOf } from './packet.ts';
import { type Doubt, isRemembered, type Place, testInterface } from './testMatch.ts';
import type { World } from './world.ts';

type Entries = readonly ForeignEntry[];

export function lookUpEntry<Origin>(
  key: readonly KeyedField[],
  among: string | Entries,
  place: Place<Origin>,
): ForeignEntry | undefined | Doubt {
  const entries = typeof among === 'string' ? entriesNamed(among, place) : among;
  if (!entries) return { unknown: `the set or map ${String(among)} is not in the ruleset` };
  const values: (bigint | string)[] = [];
  for (const { field, mask } of key) {
    if (needsConnection(field) && !connectionOf(place.flight)) return undefined;
    const value = fieldValue(place.flight, field);
    // A packet that is in by no interface has no such key.
    if (value === undefined && field.endsWith('-interface')) return undefined;
    if (value === undefined) return { unknown: fieldText(field) };
    values.push(typeof value === 'bigint' && mask !== undefined ? value & BigInt(mask) : value);
  }
  if (typeof among === 'string' && isRemembered(`${place.table} ${among}`, values.join(' . '), place)) {
    return { key: values.map(value => (typeof value === 'bigint' ? { first: value, last: value } : { word: value })) };
  }
  const found = find(entries, values);
  const isSure = found !== undefined && !found.key.every(isEverything);
  return isSure ? found : (openInterface(key, entries, { values, place }) ?? found);
}

/** An entry that would fit if the interface, whose name nothing tells, were called as the entry says. */
function openInterface<Origin>(
  key: readonly KeyedField[],
  entries: Entries,
  { values, place }: { readonly values: readonly (bigint | string)[]; readonly place: Place<Origin> },
): Doubt | undefined {
  const { flight, world } = place;
  for (const [i, { field }] of key.entries()) {
    if (field !== 'in-interface' && field !== 'out-interface') continue;
    const direction = field === 'in-interface' ? 'in' : 'out';
    for (const { key: parts } of entries) {
      const part = parts[i];
      if (!part || 'first' in part || !parts.every((other, j) => j === i || isValue(other, values[j]!))) continue;
      const { word: name, prefix = false } = part;
      const answer = testInterface({ kind: 'interface', direction, name, prefix }, flight.packet, world.host);
      if (typeof answer === 'object' && 'unknown' in answer) return answer;
    }
  }
  return undefined;
}

function entriesNamed<Origin>(name: string, { table, world }: Place<Origin>): Entries | undefined {
  return world.index.foreignSet(table, name)?.entries ?? plainEntries(name, table, world);
}

const plain = new WeakMap<object, Entries>();

/** A set of the plain model, asked with fields that only rules of other programs use. */
function plainEntries<Origin>(name: string, table: string, { index }: World<Origin>): Entries | undefined {
  const set = index.set(table, name);
  if (!set?.declaration) return undefined;
  let entries = plain.get(set);
  if (!entries) {
    entries = [...set.elements.values()].map(({ key, verdict }) => ({
      key: key.map(valueOfPart),
      ...(verdict ? { verdict } : {}),
    }));
    plain.set(set, entries);
  }
  return entries;
}

function valueOfPart(part: KeyPart): FieldValue {
  const number =
    typeof part === 'object' ? addressValue(part) : BigInt(typeof part === 'number' ? part : protocolNumbers[part]);
  return { first: number, last: number };
}

interface Sorted {
  /** By their beginning; undefined where the key has several fields, or words. */
  readonly spans: readonly { readonly span: Span; readonly entry: ForeignEntry }[] | undefined;
}

const sorted = new WeakMap<Entries, Sorted>();
const worthSorting = 16;

function find(entries: Entries, values: readonly (bigint | string)[]): ForeignEntry | undefined {
  const [value] = values;
  if (entries.length < worthSorting || values.length !== 1 || typeof value !== 'bigint') return scan(entries, values);
  let known = sorted.get(entries);
  if (!known) {
    known = { spans: sort(entries) };
    sorted.set(entries, known);
  }
  return known.spans ? search(known.spans, value) : scan(entries, values);
}

/** The narrowest of those that fit: an element for everything counts last. */
function scan(entries: Entries, values: readonly (bigint | string)[]): ForeignEntry | undefined {
  const fits = entries.filter(({ key }) => key.every((part, i) => isValue(part, values[i]!)));
  return fits.find(({ key }) => !key.every(isEverything)) ?? fits[0];
}

function isEverything(part: ForeignEntry['key'][number]): boolean {
  return 'first' in part ? part.first === 0n && part.last >= 1n << 127n : part.prefix === true && part.word === '';
}

function sort(entries: Entries): Sorted['spans'] {
  const spans: { span: Span; entry: ForeignEntry }[] = [];
  for (const entry of entries) {
    const [part] = entry.key;
    if (!part || !('first' in part) || isEverything(part)) return undefined;
    spans.push({ span: part, entry });
  }
  spans.sort((a, b) => (a.span.first < b.span.first ? -1 : 1));
  return spans.every(({ span }, i) => i === 0 || span.first > spans[i - 1]!.span.last) ? spans : undefined;
}

function search(spans: NonNullable<Sorted['spans']>, value: bigint): ForeignEntry | undefined {
  let [low, high] = [0, spans.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { span, entry } = spans[middle]!;
    if (value < span.first) high = middle - 1;
    else if (value > span.last) low = middle + 1;
    else return entry;
  }
  return undefined;
}
