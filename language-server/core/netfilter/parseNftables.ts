/**
 * Reads nftables texts: the commands that `nft -f` takes, and the blocks that `nft list ruleset` writes. In: text. Out: a
 * ruleset for each family that has tables, and what was left out. Rules and elements know their place.
 */
import { builtInHook } from './builtInChains.ts';
import { type Draft, deleteTable, leaveOut, rulesetsOf, type TableName, tablesNamed } from './nftablesDraft.ts';
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
  tokenise,
} from './nftablesTokens.ts';
import type { ParsedRules } from './parsedRules.ts';
import { addRule, parseChain } from './parseNftablesChains.ts';
import { parseElements, parseSet } from './parseNftablesSets.ts';

export function parseNftables(text: string): ParsedRules {
  const draft: Draft = { tables: new Map(), problems: [] };
  const cursor: Cursor = { text, tokens: tokenise(text), at: 0 };
  for (skipSeparators(cursor); peek(cursor); skipSeparators(cursor)) {
    const first = peek(cursor)!;
    if (!readCommand(draft, cursor)) passOver(draft, cursor, first, commands.includes(first.text));
  }
  noteIptables(draft);
  return { rulesets: rulesetsOf(draft), problems: draft.problems };
}

/** Tables that iptables keeps in nftables; what nft has no words for it lists as unknown, and some it lists inexactly. */
function noteIptables({ tables, problems }: Draft): void {
  for (const { name, chains } of tables.values()) {
    const own = [...chains.values()].find(chain => chain.hook && builtInHook(name, chain.name));
    if (!own) continue;
    problems.push({
      message: `Table ${name} holds rules of iptables in nft's words, which do not always say the same; iptables-save lists them exactly.`,
      place: own.origin,
    });
    return;
  }
}

/** What changes rules; all else at the beginning of a line is a prompt, a remark, another program's words. */
const commands = 'table add create insert replace delete destroy flush rename include define redefine'.split(' ');

/** The rest of the statement; a brace that closes nothing is one of its own. */
function passOver(draft: Draft, cursor: Cursor, first: Token, changesRules: boolean): void {
  takeStatement(cursor);
  if (peek(cursor) === first) cursor.at++;
  const last = peek(cursor, -1) ?? first;
  const message = `"${cursor.text.slice(first.start, last.end).split('\n', 1)[0]}" is not followed.`;
  const place = placeOf(first, last);
  if (changesRules) leaveOut(draft, message, place);
  else draft.problems.push({ message, place });
}

function readCommand(draft: Draft, cursor: Cursor): boolean {
  switch (peekWord(cursor)) {
    case 'table':
      return readObject(draft, cursor);
    case 'add':
    case 'create':
      cursor.at++;
      return readObject(draft, cursor);
    case 'insert':
      return take(cursor, 'insert', 'rule') && readRule(draft, cursor, 'head');
    case 'flush':
      if (take(cursor, 'flush', 'ruleset')) draft.tables.clear();
      else if (!take(cursor, 'flush', 'table') || !flushTable(draft, cursor)) return false;
      return true;
    case 'delete':
    case 'destroy': {
      cursor.at++;
      const name = take(cursor, 'table') ? takeTableName(cursor) : undefined;
      if (name) deleteTable(draft, name);
      return name !== undefined;
    }
    default:
      return false;
  }
}

/** Chains and sets stay. */
function flushTable(draft: Draft, cursor: Cursor): boolean {
  const name = takeTableName(cursor);
  if (!name) return false;
  for (const { rules, counts } of tablesNamed(draft, name)) {
    rules.length = 0;
    counts.clear();
  }
  return true;
}

function readObject(draft: Draft, cursor: Cursor): boolean {
  const first = peek(cursor);
  const what = takeWord(cursor);
  if (what === 'rule') return readRule(draft, cursor, 'tail');
  const table = takeTableName(cursor);
  if (!table) return false;
  if (what === 'table') return readTable(draft, table, cursor);
  const name = takeWord(cursor);
  return name !== undefined && readNamed(draft, table, { what, name, first: first! }, cursor);
}

const families: readonly string[] = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];

/** Without a word for the family, the table is one of IPv4. */
function takeTableName(cursor: Cursor): TableName | undefined {
  const word = families.includes(peekWord(cursor) ?? '') ? takeWord(cursor)! : 'ip';
  const name = takeWord(cursor);
  return name === undefined ? undefined : { word, name };
}

interface Named {
  readonly what: string | undefined;
  readonly name: string;
  readonly first: Token;
}

function readNamed(draft: Draft, table: TableName, { what, name, first }: Named, cursor: Cursor): boolean {
  const tables = tablesNamed(draft, table);
  const origin = placeOf(first, peek(cursor, -1));
  switch (what) {
    case 'chain':
      parseChain(draft, tables, { name, origin, family: table.word }, cursor);
      return true;
    case 'set':
      parseSet(draft, tables, { kind: 'set', name, origin }, cursor);
      return true;
    case 'map':
      parseSet(draft, tables, { kind: 'verdict-map', name, origin }, cursor);
      return true;
    case 'element': {
      const words = takeStatement(cursor);
      for (const one of tables) parseElements(draft, one, name, { ...words });
      return true;
    }
    default:
      return false;
  }
}

function readRule(draft: Draft, cursor: Cursor, place: 'head' | 'tail'): boolean {
  const table = takeTableName(cursor);
  const chain = takeWord(cursor);
  if (!table || chain === undefined || ['position', 'handle', 'index'].includes(peekWord(cursor) ?? '')) return false;
  addRule(tablesNamed(draft, table), chain, takeStatement(cursor), place);
  return true;
}

/** What rules use by name, and which decides nothing by itself. */
const objects: readonly string[] = ['counter', 'quota', 'limit', 'ct', 'secmark', 'synproxy', 'flowtable'];

/** The block of a table, or nothing behind its name. */
function readTable(draft: Draft, name: TableName, cursor: Cursor): boolean {
  const tables = tablesNamed(draft, name);
  if (!take(cursor, '{')) return true;
  let isDormant = false;
  let isClosed = false;
  for (skipSeparators(cursor); peek(cursor); skipSeparators(cursor)) {
    isClosed = take(cursor, '}');
    if (isClosed) break;
    const first = peek(cursor)!;
    if (take(cursor, 'comment')) {
      const comment = takeString(cursor) ?? '';
      for (const table of tables) table.comment = comment;
    } else if (objects.includes(peekWord(cursor) ?? '')) {
      takeStatement(cursor);
    } else if (take(cursor, 'flags')) {
      isDormant ||= takeStatement(cursor).tokens.some(({ text }) => text === 'dormant');
    } else {
      const what = takeWord(cursor);
      const named = takeWord(cursor);
      if (named === undefined || !readNamed(draft, name, { what, name: named, first }, cursor)) {
        passOver(draft, cursor, first, true);
      }
    }
  }
  if (!isClosed) {
    const place = placeOf(cursor.tokens.at(-1)!);
    leaveOut(draft, `The text ends inside table ${name.name}: rules may be missing.`, place);
  }
  // A dormant table is there, and the kernel does not ask it.
  if (isDormant) deleteTable(draft, name);
  return true;
}
