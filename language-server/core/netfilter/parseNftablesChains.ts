/** Chains of nftables. In: a cursor behind a chain's name. Out: the chain, and the rules of its block, in its tables. */
import type { BaseHook, Chain } from './ir.ts';
import { type Draft, type DraftTable, leaveOut } from './nftablesDraft.ts';
import {
  type Cursor,
  peek,
  placeOf,
  skipSeparators,
  take,
  takeStatement,
  takeString,
  takeWord,
} from './nftablesTokens.ts';
import type { TextPlace } from './parsedRules.ts';
import { readHook } from './parseNftablesHooks.ts';
import { type InlineChain, takeInlineChain } from './parseNftablesInline.ts';
import { parseNftablesRule } from './parseNftablesRule.ts';

interface ChainDraft {
  hook?: BaseHook;
  policy?: 'accept' | 'drop';
  comment?: string;
}

export function parseChain(
  draft: Draft,
  tables: readonly DraftTable[],
  { name, origin, family }: { readonly name: string; readonly origin: TextPlace; readonly family: string },
  cursor: Cursor,
): void {
  const properties: ChainDraft = {};
  if (take(cursor, '{')) {
    for (skipSeparators(cursor); peek(cursor) && !take(cursor, '}'); skipSeparators(cursor)) {
      const words = takeStatement(cursor);
      if (!words.tokens.length) cursor.at++;
      else if (!readProperty(properties, words, { draft, family })) addRule(tables, name, words);
    }
  }
  const chain: Chain<TextPlace> = { name, ...properties, origin };
  for (const { chains } of tables) if (!chains.has(name) || properties.hook) chains.set(name, chain);
}

/** `head` puts the rule before those that are in the chain. */
export function addRule(
  tables: readonly DraftTable[],
  chain: string,
  words: Cursor,
  place: 'head' | 'tail' = 'tail',
): void {
  const first = peek(words);
  if (!first) return;
  const origin = placeOf(first, words.tokens.at(-1));
  const inline = takeInlineChain(words, name => tables.some(({ chains }) => chains.has(name)));
  if (inline) addInlineChain(tables, inline);
  for (const { family, rules, counts } of tables) {
    const body = parseNftablesRule({ ...(inline?.caller ?? words) }, family);
    const { all, own } = counts.get(chain) ?? { all: 0, own: 0 };
    counts.set(chain, { all: all + 1, own: body ? own + 1 : own });
    if (!body) continue;
    const at = place === 'head' ? rules.findIndex(rule => rule.chain === chain) : -1;
    const number = at < 0 && all > own ? { number: all + 1 } : {};
    rules.splice(at < 0 ? rules.length : at, 0, { chain, ...body, ...number, origin });
  }
}

function addInlineChain(tables: readonly DraftTable[], { name, first, rules }: InlineChain): void {
  for (const { chains } of tables) chains.set(name, { name, origin: placeOf(first) });
  for (const words of rules) addRule(tables, name, words);
}

/** False when the words are no property, that is, a rule. */
function readProperty(
  properties: ChainDraft,
  words: Cursor,
  { draft, family }: { readonly draft: Draft; readonly family: string },
): boolean {
  if (take(words, 'type')) {
    const hook = readHook(words, family);
    if (hook) properties.hook = hook;
    else leaveOut(draft, 'This hook is not followed.', placeOf(words.tokens[0]!));
    return true;
  }
  if (take(words, 'policy')) {
    const policy = takeWord(words, ['accept', 'drop']);
    if (policy) properties.policy = policy;
    return true;
  }
  if (words.tokens.length !== 2 || !take(words, 'comment')) return false;
  properties.comment = takeString(words) ?? '';
  return true;
}
