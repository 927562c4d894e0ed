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
import {
  keyText,
  type ManifestNode,
  type MapEntry,
  type MapNode,
  type ScalarNode,
  type ScalarStyle,
} from './manifestNode.ts';
import { readQuoted } from './quotedText.ts';
import { readScalar } from './readScalar.ts';
import { sameContent } from './sameContent.ts';
import { isUnknownText } from './unknownText.ts';

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
  readonly source: string;
  readonly reading: Reading;
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

/** How the text that was parsed differs from what is written. */
export type Reading = 'as-written' | 'joined' | 'masked';

/** `source` is the text as it is written, of which `contents` was made. */
export function convert(contents: Node | null, source: string, base: number, reading: Reading): Converted {
  const context: Context = {
    base,
    source,
    reading,
    problems: [],
    duplicateKeys: [],
    anchors: new Map(),
    sizes: new WeakMap(),
    aliasedNodes: 0,
  };
  const root = contents ? convertNode(contents, context, 0) : undefined;
  const second = root?.kind === 'map' ? secondManifest(root) : undefined;
  if (second) report('missing-separator', 'two manifests without --- between them', second, context);
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
  if (isMap(node)) return bracedName(node, range, context) ?? sized(convertMap(node, context, depth), context);
  if (isSeq(node)) {
    const items = node.items.map(item => convertItem((isPair(item) ? item.key : item) as Node, context, depth + 1));
    return sized({ kind: 'sequence', flow: node.flow === true, items, ...range }, context);
  }
  return convertScalar(node as Scalar, range, context);
}

function convertScalar(scalar: Scalar, range: TextRange, context: Context): ScalarNode {
  const style = styles[scalar.type ?? 'PLAIN'] ?? 'plain';
  const value = codeIn(style, range, context) ?? readScalar(textOf(scalar, style, range, context), style, scalar.tag);
  return { kind: 'scalar', value, style, ...range };
}

function textOf(scalar: Scalar, style: ScalarStyle, range: TextRange, { source, base, reading }: Context): string {
  const isQuoted = style === 'single' || style === 'double';
  const written = reading === 'joined' && isQuoted ? source.slice(range.start - base, range.end - base) : '';
  return /[\r\n]/.test(written) ? readQuoted(written) : String(scalar.value ?? '');
}

/** The text with a template's code in it, in place of what it will be. */
function codeIn(style: ScalarStyle, { start, end }: TextRange, { source, base, reading }: Context): string | undefined {
  if (reading !== 'masked' || style === 'literal' || style === 'folded') return undefined;
  const written = source.slice(start - base, end - base);
  const inner = style === 'plain' ? written : written.slice(1, -1);
  return isUnknownText(inner) ? inner : undefined;
}

/** ytt writes the code of a value as the comment behind it. */
const yttCode = /[ \t]*(#@[ \t][^\r\n]*)/y;

function yttValue(from: number, { source, base }: Context): ScalarNode | undefined {
  yttCode.lastIndex = from - base;
  const code = source.includes('#@') ? yttCode.exec(source)?.[1]?.trimEnd() : undefined;
  if (code === undefined) return undefined;
  const start = base + source.indexOf(code, from - base);
  return { kind: 'scalar', value: code, style: 'plain', start, end: start + code.length };
}

/** A name in braces where a value belongs, `{name}`: Python and others fill it in. */
function bracedName(map: YAMLMap, range: TextRange, { source, base }: Context): ScalarNode | undefined {
  const isOne = map.flow === true && map.items.length === 1 && !map.items[0]?.value;
  const written = isOne ? source.slice(range.start - base, range.end - base) : '';
  return isUnknownText(written) ? { kind: 'scalar', value: written, style: 'plain', ...range } : undefined;
}

/** The key at which a second manifest begins in a map that should hold one. */
function secondManifest({ entries }: MapNode): ScalarNode | undefined {
  const isTwice = (key: string) => entries.filter(entry => keyText(entry) === key).length > 1;
  if (!isTwice('apiVersion') || !isTwice('kind')) return undefined;
  const seen = new Set<string>();
  return entries.find(entry => seen.has(keyText(entry)) || !seen.add(keyText(entry)))?.key;
}

function convertItem(node: Node, context: Context, depth: number): ManifestNode {
  const isEmpty = isScalar(node) && node.range?.[0] === node.range?.[1];
  const code = isEmpty ? yttValue(rangeOf(node, context).start, context) : undefined;
  return code ?? convertNode(node, context, depth);
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
      isSame: sameContent(earlier.value, entry.value),
    });
  }
  seen.set(key, entry);
}

function convertPair(pair: Pair<Node | null, Node | null>, context: Context, depth: number): MapEntry {
  const key = pair.key ? convertNode(pair.key, context, depth + 1) : undefined;
  const end = key?.end ?? context.base;
  const scalarKey: ScalarNode =
    key?.kind === 'scalar' ? key : { kind: 'scalar', value: null, style: 'plain', start: key?.start ?? end, end };
  const empty: ManifestNode = { kind: 'scalar', value: null, style: 'plain', start: end, end };
  const converted = pair.value ? convertNode(pair.value, context, depth + 1) : empty;
  const isEmpty = converted.kind === 'scalar' && converted.value === null && converted.start === converted.end;
  const value = (isEmpty && yttValue(behindColon(end, context), context)) || converted;
  return { key: scalarKey, value };
}

function behindColon(from: number, { source, base }: Context): number {
  const colon = source.indexOf(':', from - base);
  return colon < 0 ? from : base + colon + 1;
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
