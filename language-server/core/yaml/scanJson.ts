/**
 * Walks text in braces without a parser: JSON with or without comments, and YAML's form of it. In: a text that begins
 * with a brace. Out: comments and needless commas, where the first value ends, the keys of the outermost map.
 */
import type { TextRange } from '../base/textRange.ts';
import type { ManifestLanguage } from './manifest.ts';

export type JsonToken = 'open' | 'close' | 'comma' | 'colon' | 'text' | 'comment';

export type JsonVisitor = (token: JsonToken, start: number, end: number, depth: number) => boolean;

/** Depth counts the braces around a token, its own not included. A visitor that returns false ends the walk. */
export function scanJson(source: string, language: ManifestLanguage, from: number, visit: JsonVisitor): void {
  let at = from;
  let depth = 0;
  let canQuote = true;
  while (at < source.length) {
    const character = source[at]!;
    const start = at;
    if (isBlank(character)) {
      at++;
      continue;
    }
    const comment = commentEnd(source, at, language);
    let token: JsonToken = 'text';
    if (comment !== undefined) {
      at = comment;
      token = 'comment';
    } else if (character === '"' || (character === "'" && canQuote && language === 'yaml')) {
      at = canQuote || language === 'json' ? stringEnd(source, at, language) : at + 1;
      canQuote = false;
    } else {
      token = structural[character] ?? 'text';
      at++;
      if (token === 'close') depth--;
      // Text goes on over blanks, and a quote in it is text as well.
      canQuote = token === 'open' || token === 'comma' || token === 'colon';
    }
    if (visit(token, start, at, depth) === false) return;
    if (token === 'open') depth++;
  }
}

const structural: Readonly<Record<string, JsonToken>> = {
  '{': 'open',
  '[': 'open',
  '}': 'close',
  ']': 'close',
  ',': 'comma',
  ':': 'colon',
};

function isBlank(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t' || character === '\uFEFF';
}

function commentEnd(source: string, at: number, language: ManifestLanguage): number | undefined {
  if (language === 'yaml') {
    if (source[at] !== '#' || !isBlank(source[at - 1] ?? ' ')) return undefined;
    return endOf(source, '\n', at, 0);
  }
  if (source[at] !== '/') return undefined;
  if (source[at + 1] === '/') return endOf(source, '\n', at, 0);
  return source[at + 1] === '*' ? endOf(source, '*/', at + 2, 2) : undefined;
}

function endOf(source: string, mark: string, from: number, length: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found + length;
}

/** JSON's strings end with their line at the latest. */
function stringEnd(source: string, start: number, language: ManifestLanguage): number {
  const mark = source[start];
  for (let at = start + 1; at < source.length; at++) {
    const character = source[at];
    if (character === '\\' && mark === '"') at++;
    else if (character === '\n' && language === 'json') return at;
    else if (character === mark) {
      if (mark === '"' || source[at + 1] !== mark) return at + 1;
      at++;
    }
  }
  return source.length;
}

/**
 * Ranges of values that follow each other without anything between: kubectl reads a stream of JSON. One range where
 * there is only one value, or where what follows is something else.
 */
export function splitValues(source: string, language: ManifestLanguage): TextRange[] {
  const ranges: TextRange[] = [];
  let start = 0;
  let closed = -1;
  scanJson(source, language, 0, (token, tokenStart, end, depth) => {
    if (token === 'comment') return true;
    if (closed >= 0 && token === 'open' && source[tokenStart] === '{') {
      ranges.push({ start, end: closed });
      start = closed;
    } else if (depth === 0 && token !== 'open' && token !== 'close') return false;
    closed = token === 'close' && depth === 0 ? end : -1;
    return depth >= 0;
  });
  ranges.push({ start, end: source.length });
  return ranges;
}

/** The keys of the outermost map, with the texts of their values where these are single words. */
export function rootEntries(source: string, language: ManifestLanguage): Map<string, string> {
  const entries = new Map<string, string>();
  let key: string | undefined;
  let textStart = -1;
  let textEnd = -1;
  const note = () => {
    if (key !== undefined) entries.set(key, textStart < 0 ? '' : unquoted(source.slice(textStart, textEnd)));
    key = undefined;
    textStart = -1;
  };
  scanJson(source, language, 0, (token, start, end, depth) => {
    if (depth === 1 && token === 'colon' && key === undefined) {
      key = textStart < 0 ? undefined : unquoted(source.slice(textStart, textEnd));
      textStart = -1;
    } else if (depth === 1 && token === 'comma') note();
    else if (depth === 1 && (token === 'text' || token === 'colon')) {
      if (textStart < 0) textStart = start;
      textEnd = end;
    } else if (depth === 0 && token === 'close') {
      note();
      return false;
    }
    return true;
  });
  note();
  return entries;
}

function unquoted(text: string): string {
  const mark = text[0];
  return (mark === '"' || mark === "'") && text.length > 1 && text.endsWith(mark) ? text.slice(1, -1) : text;
}
