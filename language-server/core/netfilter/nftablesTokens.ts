/**
 * Splits nftables text into tokens and statements. In: text. Out: words, strings, punctuation and line ends, each with its
 * place; statements end at a line end or a semicolon outside of braces.
 */
import type { TextPlace } from './parsedRules.ts';

export interface Token {
  readonly kind: 'word' | 'string' | 'mark' | 'end-of-line';
  /** Of strings: without the quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** Reads forward through tokens. */
export interface Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
}

/** "# xt_name" is what some releases write for an extension of iptables in the middle of a rule. */
const pattern =
  /\\\r?\n|[^\S\n]+|# xt_\w+|#[^\n]*|\n|"[^"\n]*"?|[{}();,]|[!=<>]=|[^\s{}();,"#!=<>][^\s{}();,"]*|[!=<>#]/g;

export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const { 0: whole, index: start } of text.matchAll(pattern)) {
    const kind = kindOf(whole);
    const plain = kind === 'string' ? whole.replaceAll('"', '') : whole;
    if (kind) tokens.push({ kind, text: plain, start, end: start + whole.length, line });
    if (whole.endsWith('\n')) line++;
  }
  return tokens;
}

function kindOf(whole: string): Token['kind'] | undefined {
  if (whole === '\n') return 'end-of-line';
  if (whole.startsWith('"')) return 'string';
  if (/^[{}();,]$/.test(whole)) return 'mark';
  return /^(\s|#(?! xt_).|\\\r?\n)/.test(whole) || whole === '#' ? undefined : 'word';
}

export function peek({ tokens, at }: Cursor, ahead = 0): Token | undefined {
  return tokens[at + ahead];
}

/** The text of a word or mark that is next; strings are never taken for words. */
export function peekWord(cursor: Cursor, ahead = 0): string | undefined {
  const token = peek(cursor, ahead);
  return token && token.kind !== 'string' ? token.text : undefined;
}

/** Goes on when these words are next, one after the other. */
export function take(cursor: Cursor, ...words: readonly string[]): boolean {
  if (!words.every((word, i) => peekWord(cursor, i) === word)) return false;
  cursor.at += words.length;
  return true;
}

/** The next word of these, or the next one whatever it is. */
export function takeWord<W extends string>(cursor: Cursor, among: readonly W[]): W | undefined;
export function takeWord(cursor: Cursor): string | undefined;
export function takeWord(cursor: Cursor, among?: readonly string[]): string | undefined {
  const token = peek(cursor);
  if (token?.kind !== 'word' || (among && !among.includes(token.text))) return undefined;
  cursor.at++;
  return token.text;
}

export function takeString(cursor: Cursor): string | undefined {
  const token = peek(cursor);
  if (token?.kind !== 'string') return undefined;
  cursor.at++;
  return token.text;
}

export function atEnd({ tokens, at }: Cursor): boolean {
  return at >= tokens.length;
}

/** Past line ends and semicolons. */
export function skipSeparators(cursor: Cursor): void {
  while (peek(cursor)?.kind === 'end-of-line' || peekWord(cursor) === ';') cursor.at++;
}

/**
 * The tokens up to the end of the statement, without line ends; the cursor goes behind it. A brace that closes more than
 * the statement opened is left for the block around it.
 */
export function takeStatement(cursor: Cursor): Cursor {
  const tokens: Token[] = [];
  let depth = 0;
  for (let token = peek(cursor); token; token = peek(cursor)) {
    const isMark = token.kind === 'mark';
    const isEnd = token.kind === 'end-of-line' || (isMark && token.text === ';');
    if (depth === 0 && (isEnd || (isMark && token.text === '}'))) break;
    if (isMark && token.text === '{') depth++;
    if (isMark && token.text === '}') depth--;
    if (token.kind !== 'end-of-line') tokens.push(token);
    cursor.at++;
  }
  return { text: cursor.text, tokens, at: 0 };
}

export function placeOf(first: Token, last: Token = first): TextPlace {
  return { line: first.line, range: { start: first.start, end: last.end } };
}

/** From the next token to the last, as the text has it. */
export function restText({ text, tokens, at }: Cursor): string {
  return tokens[at] ? text.slice(tokens[at].start, tokens.at(-1)!.end) : '';
}
