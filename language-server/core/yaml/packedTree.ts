/**
 * A document's tree as numbers: which kind of node stands from where to where. It weighs about as much as the text,
 * passes between threads without a copy, and unfolds many times faster than the text parses; so that all documents of a
 * workspace can be kept ready. In: a tree without shared parts. Out: the same tree again, at any place in a file.
 */
import type { ManifestNode, MapEntry, ScalarNode, ScalarStyle, ScalarValue } from './manifestNode.ts';
import { readPlainScalar } from './readScalar.ts';

export interface PackedTree {
  /** Of several documents, one after the other; offsets count from the start of the document. */
  readonly numbers: Int32Array;
  /** Values that the text between start and end does not tell by itself. */
  readonly values: readonly ScalarValue[];
  /** Where this document begins in both, and how many numbers are its own. */
  readonly at: number;
  readonly valueAt: number;
  readonly length: number;
}

const kinds = ['scalar', 'map', 'sequence'] as const;
const styles: readonly ScalarStyle[] = ['plain', 'single', 'double', 'literal', 'folded'];
const kindBits = 3;
const isFlow = 4;
const styleShift = 3;
/** How a scalar's value is found: read from its text, its text between quotes, or kept apart. */
const quoted = 64;
const keptApart = 128;

/** Collects the trees of one file. */
export interface Packer {
  readonly pack: (root: ManifestNode, source: string, base: number) => PackedPlace;
  readonly finish: () => Pick<PackedTree, 'numbers' | 'values'>;
}

export type PackedPlace = Pick<PackedTree, 'at' | 'valueAt' | 'length'>;

export function createPacker(): Packer {
  const numbers: number[] = [];
  const values: ScalarValue[] = [];
  return {
    pack: (root, source, base) => {
      const at = numbers.length;
      const valueAt = values.length;
      packNode(root, { numbers, values, source, base });
      return { at, valueAt, length: numbers.length - at };
    },
    finish: () => ({ numbers: Int32Array.from(numbers), values }),
  };
}

interface Packing {
  readonly numbers: number[];
  readonly values: ScalarValue[];
  readonly source: string;
  readonly base: number;
}

function packNode(node: ManifestNode, to: Packing): void {
  const start = node.start - to.base;
  const end = node.end - to.base;
  if (node.kind === 'scalar') {
    to.numbers.push(scalarHead(node, start, end, to), start, end);
    return;
  }
  const children = node.kind === 'map' ? node.entries : node.items;
  to.numbers.push(kinds.indexOf(node.kind) | (node.flow ? isFlow : 0), start, end, children.length);
  if (node.kind === 'sequence') for (const item of node.items) packNode(item, to);
  else {
    for (const { key, value } of node.entries) {
      packNode(key, to);
      packNode(value, to);
    }
  }
}

function scalarHead({ style, value }: ScalarNode, start: number, end: number, to: Packing): number {
  const head = styles.indexOf(style) << styleShift;
  if (style === 'plain' && Object.is(readPlainScalar(to.source.slice(start, end)), value)) return head;
  if ((style === 'single' || style === 'double') && to.source.slice(start + 1, end - 1) === value) return head | quoted;
  to.values.push(value);
  return head | keptApart;
}

interface Reading {
  readonly tree: PackedTree;
  readonly text: string;
  readonly base: number;
  next: number;
  nextValue: number;
}

/** `base` is where the document begins in `text` now. */
export function unpackTree(tree: PackedTree, text: string, base: number): ManifestNode {
  return unpackNode({ tree, text, base, next: tree.at, nextValue: tree.valueAt });
}

function unpackNode(from: Reading): ManifestNode {
  const { numbers } = from.tree;
  const head = numbers[from.next]!;
  const start = numbers[from.next + 1]! + from.base;
  const end = numbers[from.next + 2]! + from.base;
  from.next += 3;
  const kind = kinds[head & kindBits]!;
  if (kind === 'scalar') return unpackScalar(head, start, end, from);
  const flow = (head & isFlow) !== 0;
  const count = numbers[from.next++]!;
  if (kind === 'sequence') {
    const items: ManifestNode[] = [];
    for (let i = 0; i < count; i++) items.push(unpackNode(from));
    return { kind, flow, items, start, end };
  }
  const entries: MapEntry[] = [];
  for (let i = 0; i < count; i++) entries.push({ key: unpackNode(from) as ScalarNode, value: unpackNode(from) });
  return { kind, flow, entries, start, end };
}

function unpackScalar(head: number, start: number, end: number, from: Reading): ScalarNode {
  const style = styles[(head >> styleShift) & 7]!;
  return { kind: 'scalar', value: readValue(head, start, end, from), style, start, end };
}

function readValue(head: number, start: number, end: number, from: Reading): ScalarValue {
  if (head & keptApart) return from.tree.values[from.nextValue++]!;
  if (head & quoted) return from.text.slice(start + 1, end - 1);
  return readPlainScalar(from.text.slice(start, end));
}
