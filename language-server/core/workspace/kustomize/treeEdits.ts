/**
 * Changes to the tree of a document that leave the tree itself alone: what does not change is shared. In: nodes. Out:
 * nodes. What a kustomization adds stands in no manifest, so it takes the range of the place that it is put in.
 */
import type { TextRange } from '../../base/textRange.ts';
import {
  childOf,
  keyText,
  type ManifestNode,
  type MapNode,
  type ScalarNode,
  type ScalarValue,
  sourceText,
} from '../../yaml/manifestNode.ts';

export function scalarAt({ start, end }: TextRange, value: ScalarValue): ScalarNode {
  return { kind: 'scalar', value, style: 'plain', start, end, written: value === null ? '' : String(value) };
}

export function mapAt({ start, end }: TextRange): MapNode {
  return { kind: 'map', flow: false, entries: [], start, end };
}

/** Sets a field; of duplicate keys all are replaced. */
export function withField(map: MapNode, key: string, value: ManifestNode): MapNode {
  const index = map.entries.findLastIndex(entry => keyText(entry) === key);
  if (index < 0) {
    return { ...map, entries: [...map.entries, { key: scalarAt({ start: map.start, end: map.start }, key), value }] };
  }
  if (map.entries[index]!.value === value) return map;
  return { ...map, entries: map.entries.map((entry, i) => (i === index ? { ...entry, value } : entry)) };
}

export function withoutField(map: MapNode, key: string): MapNode {
  const entries = map.entries.filter(entry => keyText(entry) !== key);
  return entries.length === map.entries.length ? map : { ...map, entries };
}

/** The same tree, whose scalars know their text wherever they are put. */
export function withTexts(node: ManifestNode, text: string): ManifestNode {
  if (node.kind === 'scalar') return { ...node, written: sourceText(text, node) };
  if (node.kind === 'sequence') return { ...node, items: node.items.map(item => withTexts(item, text)) };
  const entries = node.entries.map(({ key, value }) => ({
    key: { ...key, written: sourceText(text, key) },
    value: withTexts(value, text),
  }));
  return { ...node, entries };
}

/** The same value, as if it all stood at one place. */
export function placedAt(node: ManifestNode, range: TextRange): ManifestNode {
  const { start, end } = range;
  if (node.kind === 'scalar') return { ...scalarAt(range, node.value), ...node, start, end };
  if (node.kind === 'sequence') return { ...node, items: node.items.map(item => placedAt(item, range)), start, end };
  const entries = node.entries.map(({ key, value }) => ({
    key: { ...scalarAt(range, key.value), ...key, start, end },
    value: placedAt(value, range),
  }));
  return { ...node, entries, start, end };
}

export function isNull(node: ManifestNode | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.value === null);
}

export function asMap(node: ManifestNode | undefined): MapNode | undefined {
  return node?.kind === 'map' ? node : undefined;
}

/** The text of a scalar as kustomize compares it; undefined for anything else. */
export function textOf(node: ManifestNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? String(node.value) : undefined;
}

export function textAt(node: ManifestNode | undefined, ...path: string[]): string | undefined {
  return textOf(path.reduce<ManifestNode | undefined>(childOf, node));
}

/** Whether two nodes say the same, wherever they stand. */
export function saysTheSame(a: ManifestNode | undefined, b: ManifestNode | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || a.kind !== b.kind) return false;
  if (a.kind === 'scalar') return a.value === (b as ScalarNode).value;
  if (a.kind === 'sequence') {
    const { items } = b as typeof a;
    return a.items.length === items.length && a.items.every((item, i) => saysTheSame(item, items[i]));
  }
  const keys = new Set([...a.entries, ...(b as MapNode).entries].map(keyText));
  return [...keys].every(key => saysTheSame(childOf(a, key), childOf(b, key)));
}
