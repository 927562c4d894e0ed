/**
 * How new text should look beside the old: quoting, line ending, indentation of lists. In: the text of a file.
 * Out: its style, and plain data rendered in it.
 */

import type { PlainValue } from './edits.ts';
import type { ScalarStyle, ScalarValue } from './manifestNode.ts';
import { readPlainScalar } from './readScalar.ts';

export interface TextStyle {
  readonly eol: string;
  /** Double quotes everywhere. */
  readonly json: boolean;
  /** Inside braces: no line breaks of block style. */
  readonly flow: boolean;
  /** Whether list items stand deeper than the key that holds them. */
  readonly indentLists: boolean;
}

export function textStyle(text: string): TextStyle {
  const list = /^( *)(?:- )?[\w.\-/]+:[ \t]*\r?\n( *)- /m.exec(text);
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    json: /^[\s\uFEFF]*[{[]/.test(text),
    flow: false,
    indentLists: !list || list[2]!.length > list[1]!.length,
  };
}

/** The scalar as text that reads back as `value`, in the quotes of `style` where it is a string. */
export function scalarLiteral(value: ScalarValue, style: ScalarStyle, json: boolean): string {
  if (typeof value !== 'string') return String(value);
  if (json || style === 'double') return JSON.stringify(value);
  if (style === 'single' && !/[\r\n]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return isSafePlain(value) ? value : JSON.stringify(value);
}

export function renderScalar(value: ScalarValue, style: TextStyle): string {
  return scalarLiteral(value, 'plain', style.json);
}

/** `key: value`, nested data on lines of their own below a key that stands at column `indent`. */
export function renderEntry(key: string, value: PlainValue, style: TextStyle, indent: number): string {
  const name = renderScalar(key, style);
  if (style.flow || style.json || isScalar(value)) return `${name}: ${renderFlow(value, style)}`;
  const child = Array.isArray(value) && !style.indentLists ? indent : indent + 2;
  return `${name}:${style.eol}${renderBlock(value, style, child)}`;
}

/** An item as it stands behind a dash at column `indent`, or inside brackets. */
export function renderListItem(item: PlainValue, style: TextStyle, indent: number): string {
  return style.flow || style.json ? renderFlow(item, style) : renderItem(item, style, indent + 2);
}

function renderBlock(value: PlainValue, style: TextStyle, indent: number): string {
  const pad = ' '.repeat(indent);
  const lines = Array.isArray(value)
    ? (value as readonly PlainValue[]).map(item => `${pad}- ${renderItem(item, style, indent + 2)}`)
    : Object.entries(value as object).map(([key, inner]) => pad + renderEntry(key, inner, style, indent));
  return lines.join(style.eol);
}

function renderItem(item: PlainValue, style: TextStyle, indent: number): string {
  return isScalar(item) ? renderScalar(item, style) : renderBlock(item, style, indent).trimStart();
}

function renderFlow(value: PlainValue, style: TextStyle): string {
  if (isScalar(value)) return renderScalar(value, style);
  if (Array.isArray(value)) return `[${value.map(item => renderFlow(item, style)).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, inner]) => `${renderScalar(key, style)}: ${renderFlow(inner, style)}`,
  );
  return entries.length ? `{ ${entries.join(', ')} }` : '{}';
}

function isScalar(value: PlainValue): value is ScalarValue {
  return value === null || typeof value !== 'object';
}

/** A plain scalar that every YAML reader takes as this very string, inside braces too. */
function isSafePlain(value: string): boolean {
  return /^[A-Za-z0-9_./][\w./:@-]*$/.test(value) && !value.endsWith(':') && readPlainScalar(value) === value;
}
