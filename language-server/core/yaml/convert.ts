/**
 * Turns the parser's tree of one document into manifest nodes: scalars read, aliases followed, merge keys applied.
 * Aliases share their target, so the result stays as small as the text; what it would expand to is limited, because
 * every later reader walks it as a tree.
 */
import {
  type Alias,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { TextRange } from '../base/textRange.ts';
import type { DuplicateKey, ManifestProblem, ProblemCode } from './manifest.ts';
import { keyText, type ManifestNode, type MapEntry, type ScalarNode, type ScalarStyle } from './manifestNode.ts';
import { readScalar } from './readScalar.ts';

/** Nodes that aliases may add to a document; go-yaml starts to refuse documents at the same size. */
const maxAliasedNodes = 400_000;
const maxDepth = 200;

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

interface Context {
  /** Offset of the document's text in the file. */
  readonly base: number;
  readonly problems: ManifestProblem[];
  readonly duplicateKeys: DuplicateKey[];
  readonly anchors: Map<string, ManifestNode | 'open'>;
  readonly sizes: WeakMap<ManifestNode, number>;
  aliasedNodes: number;
}

export interface Converted {
  readonly root: ManifestNode | undefined;
  readonly problems: readonly ManifestProblem[];
  readonly duplicateKeys: readonly DuplicateKey[];
  /** Aliases stand for parts of the tree, so that some of it hangs in several places. */
  readonly shares: boolean;
}

export function convert(contents: Node | null, base: number): Converted {
  const context: Context = {
    base,
    problems: [],
    duplicateKeys: [],
    anchors: new Map(),
    sizes: new WeakMap(),
    aliasedNodes: 0,
  };
  const root = contents ? convertNode(contents, context, 0) : undefined;
  const { problems, duplicateKeys, anchors } = context;
  return { root, problems, duplicateKeys, shares: anchors.size > 0 };
}

function rangeOf(node: Node, context: Context): TextRange {
  const [start, end] = node.range ?? [0, 0];
  return { start: start + context.base, end: end + context.base };
}

function report(code: ProblemCode, message: string, { start, end }: TextRange, context: Context): ScalarNode {
  const range = { start, end };
  context.problems.push({ code, message, ...range });
  return { kind: 'scalar', value: null, style: 'plain', ...range };
}

function convertNode(node: Node, context: Context, depth: number): ManifestNode {
  if (depth > maxDepth)
    return report('depth-limit', `nested deeper than ${maxDepth} levels`, rangeOf(node, context), context);
  if (isAlias(node)) return convertAlias(node, context);
  const anchor = 'anchor' in node ? node.anchor : undefined;
  if (anchor) context.anchors.set(anchor, 'open');
  const converted = convertPlain(node, context, depth);
  if (anchor) context.anchors.set(anchor, converted);
  return converted;
}

function convertPlain(node: Node, context: Context, depth: number): ManifestNode {
  const range = rangeOf(node, context);
  if (isMap(node)) return sized(convertMap(node, context, depth), context);
  if (isSeq(node)) {
    const items = node.items.map(item => convertNode((isPair(item) ? item.key : item) as Node, context, depth + 1));
    return sized({ kind: 'sequence', flow: node.flow === true, items, ...range }, context);
  }
  const scalar = node as Scalar;
  const style = styles[scalar.type ?? 'PLAIN'] ?? 'plain';
  const value = readScalar(String(scalar.value ?? ''), style, scalar.tag);
  return { kind: 'scalar', value, style, ...range };
}

function convertMap(map: YAMLMap, context: Context, depth: number): ManifestNode {
  const own: MapEntry[] = [];
  const merged: MapEntry[] = [];
  const seen = new Map<string, MapEntry>();
  for (const pair of map.items) {
    const entry = convertPair(pair as Pair<Node | null, Node | null>, context, depth);
    if (isMerge(pair)) {
      if (!isMergeable(entry.value))
        report('syntax', 'the merge key << needs a map, or a list of maps', entry.key, context);
      merged.unshift(...mergedEntries(entry.value));
      continue;
    }
    if (entry.key.value === null) report('syntax', 'a key is missing, or is no text', entry.key, context);
    noteDuplicate(seen, entry, context);
    own.push(entry);
  }
  const entries = merged.length ? [...merged, ...own] : own;
  return { kind: 'map', flow: map.flow === true, entries, ...rangeOf(map, context) };
}

function noteDuplicate(seen: Map<string, MapEntry>, entry: MapEntry, context: Context): void {
  const key = keyText(entry);
  const earlier = seen.get(key);
  if (earlier) {
    context.duplicateKeys.push({
      key,
      range: { start: earlier.key.start, end: earlier.key.end },
      entry: { start: earlier.key.start, end: Math.max(earlier.key.end, earlier.value.end) },
    });
  }
  seen.set(key, entry);
}

function convertPair(pair: Pair<Node | null, Node | null>, context: Context, depth: number): MapEntry {
  const key = pair.key ? convertNode(pair.key, context, depth + 1) : undefined;
  const end = key?.end ?? context.base;
  const scalarKey: ScalarNode =
    key?.kind === 'scalar' ? key : { kind: 'scalar', value: null, style: 'plain', start: key?.start ?? end, end };
  const value: ManifestNode = pair.value
    ? convertNode(pair.value, context, depth + 1)
    : { kind: 'scalar', value: null, style: 'plain', start: end, end };
  return { key: scalarKey, value };
}

function isMerge(pair: { key: unknown }): boolean {
  return isScalar(pair.key) && pair.key.value === '<<' && pair.key.type === 'PLAIN';
}

function isMergeable(value: ManifestNode): boolean {
  return value.kind === 'map' || (value.kind === 'sequence' && value.items.every(item => item.kind === 'map'));
}

/** Entries that `<<` brings; of several maps the first wins, so it comes last. */
function mergedEntries(source: ManifestNode): readonly MapEntry[] {
  if (source.kind === 'map') return source.entries;
  if (source.kind === 'sequence') return source.items.toReversed().flatMap(mergedEntries);
  return [];
}

function convertAlias(alias: Alias, context: Context): ManifestNode {
  const range = rangeOf(alias, context);
  const target = context.anchors.get(alias.source);
  if (target === undefined) return report('alias-unresolved', `unknown alias *${alias.source}`, range, context);
  if (target === 'open') return report('alias-unresolved', `alias *${alias.source} contains itself`, range, context);
  context.aliasedNodes += context.sizes.get(target) ?? 1;
  if (context.aliasedNodes > maxAliasedNodes) {
    return report('alias-limit', `aliases expand to more than ${maxAliasedNodes} values`, range, context);
  }
  const copy: ManifestNode = { ...target, ...range };
  return sized(copy, context);
}

/** Remembers how many nodes a collection expands to, once there is an anchor that could repeat it. */
function sized(node: ManifestNode, context: Context): ManifestNode {
  if (context.anchors.size === 0) return node;
  let size = 1;
  const size1 = (child: ManifestNode) => context.sizes.get(child) ?? 1;
  if (node.kind === 'map') for (const entry of node.entries) size += 1 + size1(entry.value);
  if (node.kind === 'sequence') for (const item of node.items) size += size1(item);
  if (node.kind !== 'scalar') context.sizes.set(node, size);
  return node;
}
