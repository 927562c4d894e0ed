/**
 * Sets and maps as rules of other programs use them: of any fields, written out or by name. In: a cursor on a rule's words.
 * Out: the match or statement that is next; undefined where it is not understood, 'never' where it is of the other family.
 */
import { type Fraction, fraction } from '../base/fraction.ts';
import { type IpFamily, parseAddress } from '../ip/address.ts';
import type {
  ChooseTranslation,
  ChooseVerdict,
  FieldValue,
  ForeignEntry,
  LookupTranslation,
  TranslationData,
  ValueType,
} from './foreignIr.ts';
import type { Match, Side, Statement, Verdict } from './ir.ts';
import { type Cursor, peek, peekWord, take, takeString, takeWord } from './nftablesTokens.ts';
import {
  anyValue,
  endsHere,
  type ForeignKey,
  takeForeignKey,
  takeValue,
  takeValues,
  typeOf,
} from './parseNftablesFields.ts';
import { readMark, readPort } from './readValues.ts';
import { takeVerdict } from './takeVerdict.ts';

/** From where the cursor stood to where it stands. */
export function textSince(cursor: Cursor, start: number): string {
  const [first, last] = [cursor.tokens[start], cursor.tokens[cursor.at - 1]];
  return first && last ? cursor.text.slice(first.start, last.end).replace(/\s+/g, ' ') : '';
}

/** "iifname { "a*", "b" }", "ip daddr . tcp dport @services", "meta mark & 0xff != 0x10". */
export function fieldMatch(cursor: Cursor, family: IpFamily): readonly Match[] | 'never' | undefined {
  const start = cursor.at;
  const found = takeForeignKey(cursor, family);
  if (found === undefined || found === 'never') return found;
  const match = asked(found, cursor, family, start);
  return match && endsHere(cursor) ? [...found.implied, match] : undefined;
}

function asked({ key }: ForeignKey, cursor: Cursor, family: IpFamily, start: number): Match | undefined {
  const [only] = key;
  const negated = peekWord(cursor) === '!=' ? ({ negated: true } as const) : {};
  const valueAt = negated.negated || peekWord(cursor) === '==' ? 1 : 0;
  const named = peekWord(cursor, valueAt);
  if (named?.startsWith('@')) {
    cursor.at += valueAt + 1;
    return { kind: 'lookup', key, among: named.slice(1), text: textSince(cursor, start), ...negated };
  }
  if (key.length === 1 && only) {
    const values = takeValues(cursor, typeOf(only.field), family);
    return values && { kind: 'field', ...only, ...values, text: textSince(cursor, start) };
  }
  cursor.at += valueAt;
  const types = key.map(({ field }) => typeOf(field));
  const entries = takeEntries(cursor, { types, family, takeData: () => ({}) });
  return entries && { kind: 'lookup', key, among: entries, text: textSince(cursor, start), ...negated };
}

interface EntryShape {
  readonly types: readonly ValueType[];
  readonly family: IpFamily;
  /** What stands behind the key, with its colon; undefined where it is not understood. */
  readonly takeData: (cursor: Cursor) => Omit<ForeignEntry, 'key'> | undefined;
}

/** "{ key : data, … }" */
export function takeEntries(cursor: Cursor, shape: EntryShape): readonly ForeignEntry[] | undefined {
  if (!take(cursor, '{')) return undefined;
  const entries: ForeignEntry[] = [];
  while (peek(cursor) && !take(cursor, '}')) {
    const entry = takeEntry(cursor, shape);
    if (!entry || !(take(cursor, ',') || peekWord(cursor) === '}')) return undefined;
    entries.push(entry);
  }
  return peekWord(cursor, -1) === '}' ? entries : undefined;
}

function takeEntry(cursor: Cursor, { types, family, takeData }: EntryShape): ForeignEntry | undefined {
  const key = take(cursor, '*') ? types.map(anyValue) : takeKeyValues(cursor, types, family);
  if (!key) return undefined;
  skipExtras(cursor);
  const data = takeData(cursor);
  skipExtras(cursor);
  return data && { key, ...data };
}

function takeKeyValues(cursor: Cursor, types: readonly ValueType[], family: IpFamily): FieldValue[] | undefined {
  const key: FieldValue[] = [];
  for (const [i, type] of types.entries()) {
    const value = i === 0 || take(cursor, '.') ? takeValue(cursor, type, family) : undefined;
    if (value === undefined) return undefined;
    key.push(value);
  }
  return key;
}

/** What a listing tells of an element beside its value: when it goes away, what it has counted. */
function skipExtras(cursor: Cursor): void {
  for (;;) {
    if (take(cursor, 'counter', 'packets')) cursor.at += 3;
    else if (peekWord(cursor) === 'timeout' || peekWord(cursor) === 'expires') cursor.at += 2;
    else if (take(cursor, 'counter')) continue;
    else if (take(cursor, 'comment')) takeString(cursor);
    else return;
  }
}

/** Without a verdict where it is to go on as if the key were not there. */
export function takeVerdictData(cursor: Cursor): { verdict?: Verdict } | undefined {
  if (take(cursor, ':', 'continue')) return {};
  const verdict = take(cursor, ':') ? takeVerdict(cursor) : undefined;
  return verdict && { verdict };
}

/** ": 10.0.0.1 . 80", ": 10.0.0.1", ": 80" */
export function takeTranslationData(cursor: Cursor, family: IpFamily): { data: TranslationData } | undefined {
  if (!take(cursor, ':')) return undefined;
  const first = takeWord(cursor) ?? '';
  const address = parseAddress(first);
  if (address?.family === family) {
    if (!take(cursor, '.')) return { data: { address } };
    const port = readPort(takeWord(cursor) ?? '');
    return port === undefined ? undefined : { data: { address, port } };
  }
  const port = readPort(first);
  return port === undefined ? undefined : { data: { port } };
}

/** "ct state vmap { … }", "iifname . ip saddr vmap @zones" */
export function verdictLookup(
  cursor: Cursor,
  family: IpFamily,
): { implied: readonly Match[]; statement: Statement } | 'never' | undefined {
  const start = cursor.at;
  const found = takeForeignKey(cursor, family);
  if (found === undefined || found === 'never') return found;
  if (!take(cursor, 'vmap')) return undefined;
  const types = found.key.map(({ field }) => typeOf(field));
  const among = takeNamed(cursor) ?? takeEntries(cursor, { types, family, takeData: takeVerdictData });
  if (among === undefined) return undefined;
  const statement = { kind: 'lookup-verdict', key: found.key, among, text: textSince(cursor, start) } as const;
  return { implied: found.implied, statement };
}

function takeNamed(cursor: Cursor): string | undefined {
  const word = peekWord(cursor);
  if (!word?.startsWith('@')) return undefined;
  cursor.at++;
  return word.slice(1);
}

/** "tcp dport map { 80 : 10.0.0.1 . 8080 }", behind "dnat … to". */
export function translationLookup(
  side: Side,
  { cursor, start }: { readonly cursor: Cursor; readonly start: number },
  family: IpFamily,
): LookupTranslation | 'never' | undefined {
  const found = takeForeignKey(cursor, family);
  if (found === undefined || found === 'never') return found;
  if (!take(cursor, 'map')) return undefined;
  const types = found.key.map(({ field }) => typeOf(field));
  const takeData = (words: Cursor) => takeTranslationData(words, family);
  const among = takeNamed(cursor) ?? takeEntries(cursor, { types, family, takeData });
  if (among === undefined) return undefined;
  return { kind: 'lookup-translation', side, key: found.key, among, text: textSince(cursor, start) };
}

/** "numgen random mod 10 vmap { 0-2 : jump a, … }" */
export function chosenVerdict(cursor: Cursor): ChooseVerdict | undefined {
  const start = cursor.at;
  const chosen = takeChosen(cursor, 'vmap', takeVerdictData);
  if (!chosen) return undefined;
  const choices = chosen.map(({ part, entry }) => ({ part, verdict: entry?.verdict }));
  return { kind: 'choose-verdict', choices, text: textSince(cursor, start) };
}

/** "numgen random mod 2 map { 0 : 10.0.0.1, 1 : 10.0.0.2 }", behind "dnat … to". */
export function chosenTranslation(
  side: Side,
  cursor: Cursor,
  start: number,
  family: IpFamily,
): ChooseTranslation | undefined {
  const words = { ...cursor };
  const chosen = takeChosen(words, 'map', entry => takeTranslationData(entry, family));
  if (!chosen || peek(words)) return undefined;
  cursor.at = words.at;
  const choices = chosen.map(({ part, entry }) => ({ part, data: entry?.data }));
  return { kind: 'choose-translation', side, choices, text: textSince(cursor, start) };
}

interface Choice {
  /** Absent where it cannot be known: of what counts up or hashes. */
  readonly part: Fraction | undefined;
  /** Absent for numbers that stand for nothing. */
  readonly entry: ForeignEntry | undefined;
}

function takeChosen(cursor: Cursor, map: 'map' | 'vmap', takeData: EntryShape['takeData']): Choice[] | undefined {
  const isRandom = take(cursor, 'numgen', 'random');
  if (!isRandom && !take(cursor, 'numgen', 'inc') && !takeHash(cursor)) return undefined;
  const count = take(cursor, 'mod') ? readMark(takeWord(cursor) ?? '') : undefined;
  if (!count || !take(cursor, map)) return undefined;
  const entries = takeEntries(cursor, { types: ['port'], family: 'IPv4', takeData });
  if (!entries) return undefined;
  const covered = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (!(covered <= count)) return undefined;
  const partOf = (size: number): Fraction | undefined => (isRandom ? fraction(size, count) : undefined);
  const choices: Choice[] = entries.map(entry => ({ part: partOf(sizeOf(entry)), entry }));
  if (covered < count) choices.push({ part: partOf(count - covered), entry: undefined });
  return choices;
}

function takeHash(cursor: Cursor): boolean {
  if (!takeWord(cursor, ['jhash', 'symhash'])) return false;
  while (peek(cursor) && peekWord(cursor) !== 'mod' && peekWord(cursor) !== 'vmap') cursor.at++;
  return true;
}

function sizeOf({ key: [value] }: ForeignEntry): number {
  return value && 'first' in value ? Number(value.last - value.first) + 1 : 0;
}
