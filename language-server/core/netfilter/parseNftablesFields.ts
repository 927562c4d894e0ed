/**
 * Fields of nftables as rules of other programs ask for them, and the values that they are compared with. In: a cursor on
 * a rule's or a set's words. Out: the key or the value that is next; undefined where it is not understood, 'never' where it
 * is of the other family.
 */
import { addressValue, type IpFamily, parseAddress } from '../ip/address.ts';
import { type Span, spanOf } from './addressSpans.ts';
import type { Field, FieldValue, KeyedField, ValueType } from './foreignIr.ts';
import type { Match, Protocol } from './ir.ts';
import { type Cursor, peek, peekWord, take, takeString, takeWord } from './nftablesTokens.ts';
import { readMark, readPortRange, readProtocolNumber, readRange } from './readValues.ts';

export interface ForeignKey {
  readonly key: readonly KeyedField[];
  /** What asking for a field takes for granted: "tcp dport" is of TCP only. */
  readonly implied: readonly Match[];
}

interface Part {
  readonly field: Field;
  readonly mask?: number;
  readonly implied?: Match;
}

/** One field, or several joined by dots. */
export function takeForeignKey(cursor: Cursor, family: IpFamily): ForeignKey | 'never' | undefined {
  const parts: Part[] = [];
  do {
    const part = takePart(cursor, family);
    if (part === undefined || part === 'never') return part;
    parts.push(part);
  } while (take(cursor, '.'));
  const implied = parts.flatMap(part => part.implied ?? []);
  return { key: parts.map(({ field, mask }) => (mask === undefined ? { field } : { field, mask })), implied };
}

const wordOf = { IPv4: 'ip', IPv6: 'ip6' } as const;

const plainFields: Readonly<Record<string, Field>> = {
  l4proto: 'protocol',
  iifname: 'in-interface',
  iif: 'in-interface',
  oifname: 'out-interface',
  oif: 'out-interface',
};

function takePart(cursor: Cursor, family: IpFamily): Part | 'never' | undefined {
  take(cursor, 'meta');
  const word = takeWord(cursor);
  switch (word) {
    case 'ip':
    case 'ip6':
      return ipField(cursor, word, family);
    case 'tcp':
    case 'udp':
    case 'sctp':
    case 'th':
      return portField(cursor, word);
    case 'mark':
      return withMask({ field: 'mark' }, cursor);
    case 'ct':
      return connectionField(cursor, family);
    default:
      return word !== undefined && Object.hasOwn(plainFields, word) ? { field: plainFields[word]! } : undefined;
  }
}

function ipField(cursor: Cursor, word: 'ip' | 'ip6', family: IpFamily): Part | 'never' | undefined {
  const field = takeWord(cursor, ['saddr', 'daddr', 'protocol', 'nexthdr']);
  if (field === undefined) return undefined;
  if (word !== wordOf[family]) return 'never';
  if (field === 'protocol' || field === 'nexthdr') return { field: 'protocol' };
  return { field: field === 'saddr' ? 'source-address' : 'destination-address' };
}

function portField(cursor: Cursor, word: Protocol | 'th'): Part | undefined {
  const side = takeWord(cursor, ['dport', 'sport']);
  if (!side) return undefined;
  const field = side === 'dport' ? 'destination-port' : 'source-port';
  if (word === 'th') return { field };
  const number = BigInt(readProtocolNumber(word)!);
  // The text of what asks for the port has the protocol.
  return { field, implied: { kind: 'field', field: 'protocol', among: [{ first: number, last: number }], text: '' } };
}

function connectionField(cursor: Cursor, family: IpFamily): Part | 'never' | undefined {
  if (take(cursor, 'mark')) return withMask({ field: 'connection-mark' }, cursor);
  if (take(cursor, 'state')) return { field: 'connection-state' };
  if (take(cursor, 'direction')) return { field: 'connection-direction' };
  if (take(cursor, 'protocol')) return { field: 'original-protocol' };
  if (!take(cursor, 'original')) return undefined;
  const word = takeWord(cursor, ['ip', 'ip6']);
  if (word !== undefined && word !== wordOf[family]) return 'never';
  switch (takeWord(cursor, ['saddr', 'daddr', 'proto-src', 'proto-dst', 'protocol'])) {
    case 'saddr':
      return { field: 'original-source-address' };
    case 'daddr':
      return { field: 'original-destination-address' };
    case 'proto-src':
      return { field: 'original-source-port' };
    case 'proto-dst':
      return { field: 'original-destination-port' };
    case 'protocol':
      return { field: 'original-protocol' };
    default:
      return undefined;
  }
}

function withMask(part: Part, cursor: Cursor): Part | undefined {
  if (!take(cursor, 'and') && !take(cursor, '&')) return part;
  const mask = readMark(takeWord(cursor) ?? '');
  return mask === undefined ? undefined : { ...part, mask };
}

export function typeOf(field: Field): ValueType {
  switch (field) {
    case 'source-address':
    case 'destination-address':
    case 'original-source-address':
    case 'original-destination-address':
      return 'address';
    case 'source-port':
    case 'destination-port':
    case 'original-source-port':
    case 'original-destination-port':
      return 'port';
    case 'protocol':
    case 'original-protocol':
      return 'protocol';
    case 'mark':
    case 'connection-mark':
      return 'mark';
    case 'in-interface':
    case 'out-interface':
      return 'interface';
    case 'connection-state':
    case 'connection-direction':
      return 'state';
  }
}

const everything: Span = { first: 0n, last: (1n << 128n) - 1n };

export function anyValue(type: ValueType): FieldValue {
  return type === 'interface' || type === 'state' ? { word: '', prefix: true } : everything;
}

/** One value, or a range of them. */
export function takeValue(cursor: Cursor, type: ValueType, family: IpFamily): FieldValue | undefined {
  if (type === 'interface') return interfaceValue(takeString(cursor) ?? takeWord(cursor));
  const token = peek(cursor);
  if (token?.kind !== 'word') return undefined;
  cursor.at++;
  return readValue(token.text, type, family);
}

function interfaceValue(name: string | undefined): FieldValue | undefined {
  if (!name || /^([@$].*|\.|v?map)$/.test(name)) return undefined;
  return name.endsWith('*') ? { word: name.slice(0, -1), prefix: true } : { word: name };
}

/** Of connections, and their directions. */
const states: readonly string[] = ['new', 'established', 'related', 'invalid', 'untracked', 'original', 'reply'];

function readValue(text: string, type: ValueType, family: IpFamily): FieldValue | undefined {
  switch (type) {
    case 'address':
      return addressSpan(text, family);
    case 'port': {
      const range = readPortRange(text, '-');
      return range && { first: BigInt(range.first), last: BigInt(range.last) };
    }
    case 'protocol':
      return numberSpan(text, readProtocolNumber);
    case 'mark':
      return numberSpan(text, readMark);
    case 'state':
      return states.includes(text) ? { word: text } : undefined;
    case 'interface':
      return interfaceValue(text);
  }
}

/** One number or name, or two numbers with a dash between them; names may hold dashes. */
function numberSpan(text: string, read: (part: string) => number | undefined): Span | undefined {
  const [first, last = first, ...more] = text.split(/-(?=\d)/).map(read);
  if (first === undefined || last === undefined || more.length > 0) return undefined;
  return { first: BigInt(first), last: BigInt(last) };
}

function addressSpan(text: string, family: IpFamily): Span | undefined {
  const range = readRange(text, family);
  if (range) return spanOf(range);
  const [first, last, ...more] = text.split('-').map(part => parseAddress(part));
  if (first?.family !== family || last?.family !== family || more.length > 0) return undefined;
  return { first: addressValue(first), last: addressValue(last) };
}

/** "{ a, b }" or one value, for a key of one field; with the operator before it. */
export function takeValues(
  cursor: Cursor,
  type: ValueType,
  family: IpFamily,
): { readonly among: readonly FieldValue[]; readonly negated?: true } | undefined {
  const operator = takeWord(cursor, ['==', '!=', '<', '>', '<=', '>=', 'lt', 'gt', 'le', 'ge']);
  if (operator !== undefined && operator !== '==' && operator !== '!=') return compared(operator, cursor, type, family);
  const negated = operator === '!=' ? ({ negated: true } as const) : {};
  const values: FieldValue[] = [];
  const inBraces = take(cursor, '{');
  do {
    const value = takeValue(cursor, type, family);
    if (value === undefined) return undefined;
    values.push(value);
  } while (inBraces && take(cursor, ','));
  return inBraces && !take(cursor, '}') ? undefined : { among: values, ...negated };
}

/** "< 1024" */
function compared(operator: string, cursor: Cursor, type: ValueType, family: IpFamily) {
  const value = takeValue(cursor, type, family);
  if (value === undefined || !('first' in value) || value.first !== value.last) return undefined;
  const { first: bound } = value;
  switch (operator) {
    case '<':
    case 'lt':
      return { among: [{ first: 0n, last: bound - 1n }] };
    case '<=':
    case 'le':
      return { among: [{ first: 0n, last: bound }] };
    case '>':
    case 'gt':
      return { among: [{ first: bound + 1n, last: everything.last }] };
    default:
      return { among: [{ first: bound, last: everything.last }] };
  }
}

/** Words that may follow a value and change what it means. */
export function endsHere(cursor: Cursor): boolean {
  const next = peekWord(cursor);
  return next === undefined || !/^([&|^.,/]|and|x?or|<<|>>|map|vmap)$/.test(next);
}
