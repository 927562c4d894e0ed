/**
 * Finds the field that is being typed. A half-typed line rarely parses, so the document is read again with what is
 * missing put in: a colon behind a lone word, a word where nothing stands yet. In: a manifest and the cursor.
 * Out: the object and field as they would be, and the text that a completion replaces.
 */
import { rangeContains, type TextRange } from '../../base/textRange.ts';
import { decodeDocument, objectNodes } from '../../cluster/decode.ts';
import type { KubernetesObject } from '../../cluster/objects.ts';
import type { Manifest } from '../../yaml/manifest.ts';
import {
  entryOf,
  type FieldPath,
  type ManifestNode,
  nodeAt,
  pathAt,
  type ScalarNode,
} from '../../yaml/manifestNode.ts';
import { parseManifest } from '../../yaml/parseManifest.ts';

export interface TypedField {
  readonly object: KubernetesObject;
  readonly node: ManifestNode;
  readonly path: FieldPath;
  readonly part: 'key' | 'value';
  /** What is there already and will be replaced. */
  readonly range: TextRange;
  readonly quoted: boolean;
  /** A key that has no value yet. */
  readonly isBare: boolean;
}

/** Text put in at `at`; the word in front of it, if any, is what is being typed. */
interface Filler {
  readonly at: number;
  readonly text: string;
}

const word = '[\\w./-]*';
const placeholder = 'x';

/** What the line at the cursor lacks to be read as YAML. */
function fillerAt(text: string, offset: number): Filler | undefined {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const lineEnd = text.slice(offset).search(/\r?\n|$/);
  const after = text.slice(offset, offset + lineEnd);
  const nothingFollows = /^\s*(?:[,}\]].*|#.*)?$/.test(after);
  if (/^\s*(?:- +)*$/.test(before) && nothingFollows) return { at: offset, text: `${placeholder}:` };
  if (/[{,]\s*$/.test(before) && nothingFollows) return { at: offset, text: `${placeholder}:` };
  if (/:\s+$/.test(before) && nothingFollows) return { at: offset, text: placeholder };
  const rest = new RegExp(`^${word}`).exec(after)![0].length;
  const isLoneWord = new RegExp(`^\\s*(?:- +)*${word}$`).test(before) && /^\s*(?:#.*)?$/.test(after.slice(rest));
  return isLoneWord ? { at: offset + rest, text: ':' } : undefined;
}

export function typedFieldAt(manifest: Manifest, file: string, offset: number): TypedField | undefined {
  const document = manifest.documents.findLast(d => rangeContains(d, offset));
  if (!document || document.isTemplate || !document.isKubernetes) return undefined;
  const text = manifest.text.slice(document.start, document.end);
  const cursor = offset - document.start;
  const filler = manifest.language === 'yaml' ? fillerAt(text, cursor) : undefined;
  const filled = filler ? text.slice(0, filler.at) + filler.text + text.slice(filler.at) : text;
  const read = parseManifest(filled, manifest.language).documents[0];
  const item = read && objectNodes(read).findLast(({ node }) => rangeContains(node, cursor));
  const object = item && decodeDocument(read, file).find(o => o.source.item === item.item);
  const field = object && fieldAt(item.node, cursor);
  if (!field) return undefined;
  const range = rangeToReplace(field.scalar, filler, cursor);
  if (/[\n*&]/.test(text.slice(range.start, range.end))) return undefined;
  const { path, part, isBare, quoted } = field;
  const placed = { start: range.start + document.start, end: range.end + document.start };
  return { object, node: item.node, path, part, isBare, quoted, range: placed };
}

function fieldAt(node: ManifestNode, offset: number) {
  const path = pathAt(node, offset);
  const entry = entryOf(nodeAt(node, path.slice(0, -1)), String(path.at(-1)));
  if (!entry) return undefined;
  const inKey = rangeContains(entry.key, offset);
  const scalar = inKey ? entry.key : entry.value;
  if (scalar.kind !== 'scalar' || !rangeContains(scalar, offset)) return undefined;
  const quoted = scalar.style === 'single' || scalar.style === 'double';
  if (!quoted && scalar.style !== 'plain') return undefined;
  const isBare = inKey && entry.value.kind === 'scalar' && entry.value.value === null;
  return { path, part: inKey ? ('key' as const) : ('value' as const), scalar, quoted, isBare };
}

/** Without the quotes, and in terms of the text without the filler. */
function rangeToReplace(scalar: ScalarNode, filler: Filler | undefined, cursor: number): TextRange {
  if (filler?.at === cursor && filler.text.startsWith(placeholder)) return { start: cursor, end: cursor };
  const quotes = scalar.style === 'plain' ? 0 : 1;
  return { start: scalar.start + quotes, end: Math.max(scalar.start, scalar.end - quotes) };
}
