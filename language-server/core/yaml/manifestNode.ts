/**
 * The tree of one YAML or JSON document as plain data: values as kubectl reads them (YAML 1.1 with 0o octal), each
 * with the range of text that made it. It holds nothing of the parser, so it can be cloned between workers.
 * In: parseManifest. Out: lookups by key and by field path.
 */
import type { TextRange } from '../base/textRange.ts';

export type ScalarValue = string | number | boolean | null;
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface ScalarNode extends TextRange {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  readonly style: ScalarStyle;
  /** Its text, where that does not stand at its range: a kustomization put the value there. */
  readonly written?: string;
}

export interface MapEntry {
  readonly key: ScalarNode;
  readonly value: ManifestNode;
}

export interface MapNode extends TextRange {
  readonly kind: 'map';
  readonly flow: boolean;
  /** In document order, duplicates kept; entries that a merge key brought stand first, so that own keys win. */
  readonly entries: readonly MapEntry[];
}

export interface SequenceNode extends TextRange {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly ManifestNode[];
}

export type ManifestNode = ScalarNode | MapNode | SequenceNode;

/** One step of a field path: a map key, or a position in a sequence from 0. */
export type FieldPath = readonly (string | number)[];

/** The text of a node as written, quotes included; empty for an absent value (`key:`). */
export function sourceText(text: string, node: TextRange & { readonly written?: string }): string {
  return node.written ?? text.slice(node.start, node.end);
}

/** The key as JSON would have it: `n:` is "false", `0x10:` is "16". */
export function keyText(entry: MapEntry): string {
  return String(entry.key.value);
}

/** The entry that counts for `key`: the last one of duplicates, as kubectl takes it. */
export function entryOf(node: ManifestNode | undefined, key: string): MapEntry | undefined {
  if (node?.kind !== 'map') return undefined;
  return node.entries.findLast(entry => keyText(entry) === key);
}

export function childOf(node: ManifestNode | undefined, step: string | number): ManifestNode | undefined {
  if (typeof step === 'number') return node?.kind === 'sequence' ? node.items[step] : undefined;
  return entryOf(node, step)?.value;
}

export function nodeAt(root: ManifestNode | undefined, path: FieldPath): ManifestNode | undefined {
  return path.reduce<ManifestNode | undefined>(childOf, root);
}

/**
 * Where to underline `path`: its value's text, or its key where the value is empty; when the path leads nowhere, the
 * key of the nearest parent that exists.
 */
export function rangeAt(root: ManifestNode, path: FieldPath): TextRange {
  let node: ManifestNode = root;
  let best: TextRange = { start: root.start, end: root.start };
  for (const step of path) {
    const entry = typeof step === 'string' ? entryOf(node, step) : undefined;
    const child = entry?.value ?? childOf(node, step);
    if (!child) return best;
    const useKey = entry && (child.start === child.end || child.kind !== 'scalar');
    best = useKey ? { start: entry.key.start, end: entry.key.end } : itemRange(child);
    node = child;
  }
  return best;
}

/** A map that spreads over lines stands there by its first entry, without the comment behind it. */
function itemRange(node: ManifestNode): TextRange {
  const first =
    node.kind === 'map' && !node.flow ? node.entries.find(({ key }) => key.start === node.start) : undefined;
  if (!first) return { start: node.start, end: node.end };
  const isShort = first.value.kind === 'scalar' || first.value.flow;
  return { start: node.start, end: isShort ? Math.max(first.value.end, first.key.end) : first.key.end };
}

/** "spec.ports[0].nodePort": the API server's way to write a path; keys that hold dots go in brackets. */
export function printPath(path: FieldPath): string {
  return path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      if (/[./]/.test(step)) return `[${step}]`;
      return i === 0 ? step : `.${step}`;
    })
    .join('');
}

/** The innermost path of fields whose text (key and value) holds `offset`. */
export function pathAt(root: ManifestNode, offset: number): (string | number)[] {
  const path: (string | number)[] = [];
  let node: ManifestNode | undefined = root;
  while (node) node = stepInto(node, offset, path);
  return path;
}

function stepInto(node: ManifestNode, offset: number, path: (string | number)[]): ManifestNode | undefined {
  if (node.kind === 'map') {
    const entry = node.entries.findLast(e => offset >= e.key.start && offset <= Math.max(e.key.end, e.value.end));
    if (entry) path.push(keyText(entry));
    return entry?.value;
  }
  if (node.kind === 'sequence') {
    const index = node.items.findLastIndex(item => offset >= item.start && offset <= item.end);
    if (index >= 0) path.push(index);
    return node.items[index];
  }
  return undefined;
}

/** The node as plain JSON data, the last of duplicate keys winning. */
export function toPlain(node: ManifestNode | undefined): unknown {
  if (!node) return undefined;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(toPlain);
  return Object.fromEntries(node.entries.map(entry => [keyText(entry), toPlain(entry.value)]));
}
