/**
 * Sets, maps and their elements. In: a cursor. Out: declarations and elements in a table. A set of a kind that the model
 * does not have (intervals, other types, maps to data) is left out as a whole, with a problem: rules that ask it are then
 * known to be unknown.
 */
import { parseAddress } from '../ip/address.ts';
import type { ForeignSet } from './foreignIr.ts';
import type { KeyPart, KeyType, SetDeclaration, SetElement, Verdict } from './ir.ts';
import type { Draft, DraftTable } from './nftablesDraft.ts';
import {
  type Cursor,
  peek,
  peekWord,
  placeOf,
  skipSeparators,
  type Token,
  take,
  takeStatement,
  takeString,
  takeWord,
} from './nftablesTokens.ts';
import type { TextPlace } from './parsedRules.ts';
import { type ForeignType, readForeignEntries, readForeignType } from './parseNftablesForeignSets.ts';
import { readPort, readProtocol } from './readValues.ts';
import { takeVerdict } from './takeVerdict.ts';

interface SetHead {
  readonly kind: SetDeclaration<unknown>['kind'];
  readonly name: string;
  readonly origin: TextPlace;
}

interface SetBody {
  key?: readonly KeyType[] | undefined;
  foreignType?: ForeignType | undefined;
  flags: readonly string[];
  timeout?: string;
  comment?: string;
  /** What the model does not have. */
  foreign?: string;
  elements?: Cursor;
}

/** With the cursor behind the name: a block in braces, or nothing. */
export function parseSet(draft: Draft, tables: readonly DraftTable[], head: SetHead, cursor: Cursor): void {
  const body: SetBody = { flags: [] };
  if (take(cursor, '{')) {
    for (skipSeparators(cursor); peek(cursor) && !take(cursor, '}'); skipSeparators(cursor)) {
      readProperty(body, takeStatement(cursor), head);
    }
  }
  const declaration = declare(head, body);
  const foreign = declaration && hasPlainElements(body, declaration) ? undefined : foreignSet(head, body);
  if (foreign) {
    for (const table of tables) table.foreignSets.set(head.name, foreign);
    return;
  }
  if (!declaration) {
    const why = body.foreign ?? (body.flags.length > 0 ? `"flags ${body.flags.join(',')}"` : 'its type');
    draft.problems.push({ message: `The set ${head.name} is left out: ${why} is not understood.`, place: head.origin });
    return;
  }
  for (const table of tables) {
    table.sets.set(head.name, declaration);
    if (body.elements) parseElements(draft, table, head.name, { ...body.elements });
  }
}

function readProperty(body: SetBody, words: Cursor, { kind }: SetHead): void {
  const text = words.text.slice(words.tokens[0]?.start ?? 0, words.tokens.at(-1)?.end ?? 0);
  switch (takeWord(words)) {
    case 'type':
      body.foreignType = readForeignType('type', { ...words });
      body.key = readType(words, kind);
      if (!body.key) body.foreign = `"${text}"`;
      break;
    case 'typeof':
      body.foreignType = readForeignType('typeof', words);
      body.foreign = `"${text}"`;
      break;
    case 'flags':
      body.flags = words.tokens.slice(1).flatMap(token => (token.text === ',' ? [] : [token.text]));
      break;
    case 'timeout':
      body.timeout = takeWord(words) ?? '';
      break;
    case 'comment':
      body.comment = takeString(words) ?? '';
      break;
    case 'elements':
      if (take(words, '=')) body.elements = words;
      break;
    // How much room the kernel gives, and how often it looks, changes no answer.
    case 'size':
    case 'gc-interval':
    case 'policy':
    case 'auto-merge':
    case 'counter':
      break;
    default:
      body.foreign = `"${text}"`;
  }
}

/** Every element is one key, without anything that it has counted. */
function hasPlainElements({ elements }: SetBody, declaration: SetDeclaration<TextPlace>): boolean {
  const words = elements && { ...elements };
  if (!words || !take(words, '{')) return true;
  while (peek(words) && !take(words, '}')) {
    if (!takeElement(words, declaration, peek(words)!)) return false;
    take(words, ',');
  }
  return true;
}

const knownFlags: readonly string[] = ['constant', 'interval', 'timeout', 'dynamic'];

/** A set that rules add to as packets come holds what it held when it was listed. */
function foreignSet({ name, origin }: SetHead, body: SetBody): ForeignSet<TextPlace> | undefined {
  const { foreignType, elements, flags } = body;
  if (!foreignType || !flags.every(flag => knownFlags.includes(flag))) return undefined;
  const entries = elements ? readForeignEntries({ ...elements }, foreignType) : [];
  return entries && { name, types: foreignType.types, entries, origin };
}

const keyTypes: Readonly<Record<string, KeyType>> = {
  ipv4_addr: 'address',
  ipv6_addr: 'address',
  inet_proto: 'protocol',
  inet_service: 'port',
};

function readType(words: Cursor, kind: SetHead['kind']): readonly KeyType[] | undefined {
  const key: KeyType[] = [];
  do {
    const word = takeWord(words) ?? '';
    if (!Object.hasOwn(keyTypes, word)) return undefined;
    key.push(keyTypes[word]!);
  } while (take(words, '.'));
  if (kind === 'verdict-map' && !take(words, ':', 'verdict')) return undefined;
  return peek(words) ? undefined : key;
}

function declare({ kind, name, origin }: SetHead, body: SetBody): SetDeclaration<TextPlace> | undefined {
  const { key, flags, timeout, comment, foreign } = body;
  const timeoutSeconds = timeout === undefined ? undefined : readSeconds(timeout);
  const isDynamic = flags.includes('dynamic') && flags.includes('timeout') && timeoutSeconds !== undefined;
  const isPlain = flags.length === 0 && timeout === undefined;
  if (!key || foreign !== undefined || !(isPlain || (isDynamic && flags.length === 2))) return undefined;
  return {
    name,
    kind,
    key,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(comment === undefined ? {} : { comment }),
    origin,
  };
}

const secondsOf: Readonly<Record<string, number>> = { d: 86400, h: 3600, m: 60, s: 1 };

/** "3h", "1d2h3m4s", or seconds alone. */
function readSeconds(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(\d+[dhms])+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+)([dhms])/gy)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * secondsOf[unit!]!,
    0,
  );
}

/** "{ element, … }" of a set that was declared before. An element that cannot be read makes the whole set unknown. */
export function parseElements(draft: Draft, table: DraftTable, set: string, cursor: Cursor): void {
  const declaration = table.sets.get(set);
  const first = peek(cursor);
  if (!declaration || !first || !take(cursor, '{')) return;
  while (peek(cursor) && !take(cursor, '}')) {
    const element = takeElement(cursor, declaration, peek(cursor)!);
    if (!element) {
      table.sets.delete(set);
      draft.problems.push({
        message: `The set ${set} is left out: one of its elements is not understood.`,
        place: placeOf(peek(cursor) ?? first),
      });
      return;
    }
    table.elements.push(element);
    take(cursor, ',');
  }
}

function takeElement(
  cursor: Cursor,
  { name, kind, key: types }: SetDeclaration<TextPlace>,
  first: Token,
): SetElement<TextPlace> | undefined {
  const key: KeyPart[] = [];
  for (const type of types) {
    const part = key.length === 0 || take(cursor, '.') ? readPart(takeWord(cursor) ?? '', type) : undefined;
    if (part === undefined) return undefined;
    key.push(part);
  }
  // When an entry of a dynamic set goes away is the listing's own moment, not the rules'.
  while (takeWord(cursor, ['timeout', 'expires'])) takeWord(cursor);
  const comment = take(cursor, 'comment') ? takeString(cursor) : undefined;
  const verdict: Verdict | undefined = take(cursor, ':') ? takeVerdict(cursor) : undefined;
  const isWhole = peekWord(cursor) === ',' || peekWord(cursor) === '}';
  if (!isWhole || (kind === 'verdict-map') !== (verdict !== undefined)) return undefined;
  const origin = placeOf(first, peek(cursor, -1));
  return { set: name, key, ...(verdict ? { verdict } : {}), ...(comment === undefined ? {} : { comment }), origin };
}

function readPart(text: string, type: KeyType): KeyPart | undefined {
  switch (type) {
    case 'address':
      return parseAddress(text);
    case 'protocol':
      return readProtocol(text);
    case 'port':
      return readPort(text);
  }
}
