/**
 * Reads a plain scalar as kubectl does (go-yaml with YAML 1.1 booleans and octals, 0o added; measured against a real
 * server). In: the text of the scalar. Out: the JSON value. Neither schema of the yaml library gives this reading.
 */
import type { ScalarStyle, ScalarValue } from './manifestNode.ts';

const booleans = new Map<string, boolean>();
for (const [value, words] of [
  [true, ['y', 'yes', 'on', 'true']],
  [false, ['n', 'no', 'off', 'false']],
] as const) {
  for (const word of words) {
    booleans.set(word, value);
    booleans.set(word.toUpperCase(), value);
    booleans.set(word[0]!.toUpperCase() + word.slice(1), value);
  }
}

const integer = /^[-+]?(?:0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0|[1-9][0-9]*)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);

/** The number that an integer literal stands for; JavaScript reads 0b, 0o and 0x, and a leading 0 means octal here. */
function readInteger(literal: string): number {
  const negative = literal.startsWith('-');
  const digits = literal.replace(/^[-+]/, '');
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits.toLowerCase());
  return negative && value !== 0 ? -value : value;
}

/** Signs, the point and digits, which numbers begin with, all stand up to here. */
const digitNine = 0x39;

/** "false" */
const longestWord = 5;

export function readPlainScalar(source: string): ScalarValue {
  if (source.length > longestWord && source.charCodeAt(0) > digitNine) return source;
  if (nulls.has(source)) return null;
  const boolean = booleans.get(source);
  if (boolean !== undefined) return boolean;
  if (!/^[-+.0-9]/.test(source)) return source;
  const literal = source.replaceAll('_', '');
  if (integer.test(literal)) return readInteger(literal);
  if (float.test(literal)) return Number(literal);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(source)) return source.startsWith('-') ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(source) ? Number.NaN : source;
}

/** `text` is the scalar's content after unquoting and unfolding; an explicit core tag overrules the reading. */
export function readScalar(text: string, style: ScalarStyle, tag: string | undefined): ScalarValue {
  if (tag?.endsWith(':str') || tag?.endsWith(':binary') || tag === '!') return text;
  if (tag?.startsWith('tag:yaml.org,2002:')) return readPlainScalar(text);
  return style === 'plain' ? readPlainScalar(text) : text;
}
