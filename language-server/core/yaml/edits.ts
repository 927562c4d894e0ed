/**
 * Minimal text edits that change a manifest without touching its comments, order, quoting or indentation.
 * In: the file's text and nodes of its tree. Out: ranges with their new text, or none where no clean edit exists
 * (an anchor that others refer to would go). Inserted data is plain JSON data.
 */
import type { TextRange } from '../base/textRange.ts';
import { renderEntry, renderListItem, renderScalar, scalarLiteral, type TextStyle, textStyle } from './editStyle.ts';
import {
  childOf,
  entryOf,
  type FieldPath,
  type ManifestNode,
  type MapEntry,
  type MapNode,
  type ScalarNode,
  type ScalarValue,
  type SequenceNode,
} from './manifestNode.ts';

export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** Plain data that an edit can write. */
export type PlainValue = ScalarValue | readonly PlainValue[] | { readonly [key: string]: PlainValue };

/** Writes `value` where the scalar stands, in its quotes where the value still needs or had them. */
export function replaceScalar(text: string, node: ScalarNode, value: ScalarValue): TextEdit[] {
  const newText = scalarLiteral(value, node.style, textStyle(text).json);
  if (node.start !== node.end) {
    const end = node.style === 'literal' || node.style === 'folded' ? contentEnd(text, node) : node.end;
    return [{ range: { start: node.start, end }, newText }];
  }
  // An absent value: behind the colon, which the node may stand before.
  const at = text[node.start] === ':' ? node.start + 1 : node.start;
  return [{ range: { start: at, end: at }, newText: text[at - 1] === ':' ? ` ${newText}` : newText }];
}

/** Deletes the entry of `map` at `key`, with its line where it has one for itself. */
export function removeEntry(text: string, map: MapNode, key: string): TextEdit[] {
  const entry = entryOf(map, key);
  if (!entry) return [];
  const own = map.entries.filter(e => e.key.start >= map.start && e.key.end <= map.end);
  const index = own.indexOf(entry);
  if (index < 0) return [];
  const parts = own.map(e => ({ start: e.key.start, end: entryEnd(text, e) }));
  // The last one takes the line breaks of a map in braces with it.
  const isLast = map.flow && own.length === 1 && /^\{\s*$/.test(text.slice(map.start, parts[0]!.start));
  if (isLast && /^\s*\}$/.test(text.slice(parts[0]!.end, map.end))) {
    return checked(text, { start: map.start + 1, end: map.end - 1 });
  }
  return checked(text, map.flow ? flowRemoval(parts, index) : blockRemoval(text, parts, index));
}

/** Deletes one item of a sequence; none when it is the only one (delete the sequence's entry instead). */
export function removeItem(text: string, sequence: SequenceNode, index: number): TextEdit[] {
  const item = sequence.items[index];
  if (!item || sequence.items.length < 2) return [];
  const parts = sequence.items.map(i => ({
    start: sequence.flow ? i.start : dashBefore(text, i.start),
    end: Math.max(contentEnd(text, i), i.start),
  }));
  return checked(text, sequence.flow ? flowRemoval(parts, index) : blockRemoval(text, parts, index));
}

/** Adds `key: value` to a map, behind the entry `after` or at its end. */
export function insertEntry(
  text: string,
  map: MapNode,
  key: string,
  value: PlainValue,
  after: MapEntry | undefined = map.entries.at(-1),
): TextEdit[] {
  const style = textStyle(text);
  if (!after) {
    const at = map.start + 1;
    return [{ range: { start: at, end: at }, newText: renderEntry(key, value, { ...style, flow: true }, 0) }];
  }
  const at = map.flow ? after.value.end : entryEnd(text, after);
  const indent = columnOf(text, after.key.start);
  if (map.flow) return [insertion(at, flowEntry(text, map, key, value, style, indent))];
  return [insertion(lineEndOf(text, at), `${style.eol}${' '.repeat(indent)}${renderEntry(key, value, style, indent)}`)];
}

/** Adds `key: value` before the first entry of a map that has any. */
export function prependEntry(text: string, map: MapNode, key: string, value: PlainValue): TextEdit[] {
  const first = map.entries[0];
  if (!first) return [];
  const style = textStyle(text);
  const indent = columnOf(text, first.key.start);
  const end = map.flow ? ', ' : `${style.eol}${' '.repeat(indent)}`;
  const entry = renderEntry(key, value, { ...style, flow: map.flow }, indent);
  return [insertion(first.key.start, `${entry}${end}`)];
}

/** Adds an item behind the last one of a sequence that has any, in the style of that one. */
export function appendItem(text: string, sequence: SequenceNode, value: PlainValue): TextEdit[] {
  const last = sequence.items.at(-1);
  if (!last) return [];
  const style = { ...textStyle(text), flow: sequence.flow || (last.kind === 'map' && last.flow) };
  const at = Math.max(contentEnd(text, last), last.start);
  const indent = columnOf(text, dashBefore(text, last.start));
  const item = renderListItem(value, style, indent);
  if (sequence.flow) return [insertion(at, `, ${item}`)];
  return [insertion(lineEndOf(text, at), `${style.eol}${' '.repeat(indent)}- ${item}`)];
}

/** Writes `value` at `path`, making the maps on the way; the path must not exist yet beyond null values. */
export function insertAt(text: string, root: ManifestNode, path: FieldPath, value: PlainValue): TextEdit[] {
  const step = path[0];
  if (step === undefined || (root.kind === 'map') !== (typeof step === 'string')) return [];
  const child = childOf(root, step);
  const rest = path.slice(1);
  if (child && child.kind !== 'scalar') return insertAt(text, child, rest, value);
  if (root.kind !== 'map' || typeof step !== 'string') return [];
  const nested = rest.reduceRight<PlainValue>((inner, key) => ({ [String(key)]: inner }), value);
  const entry = entryOf(root, step);
  if (!entry) return insertEntry(text, root, step, nested);
  if (entry.value.kind !== 'scalar' || entry.value.value !== null) return [];
  const style = { ...textStyle(text), ...(root.flow ? { flow: true } : {}) };
  const newText = renderEntry(step, nested, style, columnOf(text, entry.key.start));
  const end = Math.max(entry.value.end, text.indexOf(':', entry.key.end) + 1);
  return [{ range: { start: entry.key.start, end }, newText }];
}

/** Gives the entry another key, in the quotes of the old one. */
export function renameKey(text: string, entry: MapEntry, key: string): TextEdit[] {
  const newText = scalarLiteral(key, entry.key.style, textStyle(text).json);
  return [{ range: { start: entry.key.start, end: entry.key.end }, newText }];
}

/** Puts the value into a list of its own. */
export function wrapInList(text: string, node: ManifestNode): TextEdit[] {
  if (node.kind === 'map' && !node.flow) return [];
  return [{ range: { start: node.start, end: node.end }, newText: `[${text.slice(node.start, node.end)}]` }];
}

/** Applies edits that do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const last = edits.toSorted((a, b) => b.range.start - a.range.start);
  return last.reduce((result, e) => result.slice(0, e.range.start) + e.newText + result.slice(e.range.end), text);
}

function insertion(at: number, newText: string): TextEdit {
  return { range: { start: at, end: at }, newText };
}

function flowEntry(
  text: string,
  map: MapNode,
  key: string,
  value: PlainValue,
  style: TextStyle,
  indent: number,
): string {
  const entry = renderEntry(key, value, { ...style, flow: true }, indent);
  const isMultiline = text.slice(map.start, map.end).includes('\n');
  return isMultiline ? `,${style.eol}${' '.repeat(indent)}${entry}` : `, ${entry}`;
}

function flowRemoval(parts: readonly TextRange[], index: number): TextRange {
  const part = parts[index]!;
  const previous = parts[index - 1];
  const next = parts[index + 1];
  if (previous) return { start: previous.end, end: part.end };
  return { start: part.start, end: next ? next.start : part.end };
}

function blockRemoval(text: string, parts: readonly TextRange[], index: number): TextRange {
  const part = parts[index]!;
  const lineStart = text.lastIndexOf('\n', part.start - 1) + 1;
  const ownsLine = /^[ \t]*$/.test(text.slice(lineStart, part.start));
  if (!ownsLine) return { start: part.start, end: parts[index + 1]?.start ?? part.end };
  const newline = text.indexOf('\n', part.end);
  return { start: lineStart, end: newline < 0 ? text.length : newline + 1 };
}

/** No edit where an anchor would go that something else may refer to. */
function checked(text: string, range: TextRange): TextEdit[] {
  return /(?:^|[\s[{,])&[\w-]/.test(text.slice(range.start, range.end)) ? [] : [{ range, newText: '' }];
}

function entryEnd(text: string, entry: MapEntry): number {
  const end = contentEnd(text, entry.value);
  if (end > entry.key.end) return end;
  const colon = /^[ \t]*:/.exec(text.slice(entry.key.end, entry.key.end + 200));
  return entry.key.end + (colon?.[0].length ?? 0);
}

/** Where a node's last visible character ends; block collections and block scalars may reach over blank lines. */
function contentEnd(text: string, node: ManifestNode): number {
  let { end } = node;
  while (end > node.start && /\s/.test(text[end - 1]!)) end--;
  return end;
}

function dashBefore(text: string, start: number): number {
  const dash = text.lastIndexOf('-', start - 1);
  return dash < 0 ? start : dash;
}

/** Where the line that holds `offset` ends, comments included. */
function lineEndOf(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline - (text[newline - 1] === '\r' ? 1 : 0);
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

export { renderScalar };
