/**
 * What parsing makes of one document before it takes its place in a file: plain data that passes between threads.
 * Ranges count from the start of the text that it was parsed in. In: parseDocuments. Out: a ManifestDocument, here or
 * moved to where the document stands in a later text.
 */
import type { TextRange } from '../base/textRange.ts';
import type { ManifestDocument } from './manifest.ts';
import type { ManifestNode } from './manifestNode.ts';
import { type PackedTree, unpackTree } from './packedTree.ts';
import { keptTree } from './treeCache.ts';

export interface ParsedDocument extends Omit<ManifestDocument, 'index' | 'root'> {
  readonly tree: PackedTree | undefined;
  /** In place of `tree` where aliases share parts of it. */
  readonly sharedTree: ManifestNode | undefined;
}

/** The same document `delta` characters further down. Undefined where it must be parsed again. */
export function moveDocument(parsed: ParsedDocument, delta: number): ParsedDocument | undefined {
  if (delta === 0) return parsed;
  if (parsed.sharedTree) return undefined;
  const moved = <R extends TextRange>(range: R): R => ({
    ...range,
    start: range.start + delta,
    end: range.end + delta,
  });
  return {
    ...moved(parsed),
    problems: parsed.problems.map(moved),
    duplicateKeys: parsed.duplicateKeys.map(({ key, range, entry, isSame }) => ({
      key,
      isSame,
      range: moved(range),
      entry: moved(entry),
    })),
  };
}

export function placeDocument(parsed: ParsedDocument, text: string, index: number): ManifestDocument {
  return new PlacedDocument(parsed, text, index);
}

/**
 * Its tree unfolds when somebody looks, and is kept only while it is looked at. A class, because objects that each have
 * a getter of their own have a shape of their own, which weighs more than they do.
 */
class PlacedDocument implements ManifestDocument {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly problems: ManifestDocument['problems'];
  readonly duplicateKeys: ManifestDocument['duplicateKeys'];
  readonly isTemplate: boolean;
  readonly isKubernetes: boolean;
  declare readonly renderedFrom?: string;
  readonly #parsed: ParsedDocument;
  readonly #text: string;

  constructor(parsed: ParsedDocument, text: string, index: number) {
    this.index = index;
    this.start = parsed.start;
    this.end = parsed.end;
    this.problems = parsed.problems;
    this.duplicateKeys = parsed.duplicateKeys;
    this.isTemplate = parsed.isTemplate;
    this.isKubernetes = parsed.isKubernetes;
    if (parsed.renderedFrom !== undefined) this.renderedFrom = parsed.renderedFrom;
    this.#parsed = parsed;
    this.#text = text;
  }

  get root(): ManifestNode | undefined {
    const { tree, sharedTree, start } = this.#parsed;
    return tree ? keptTree(this, tree.length, () => unpackTree(tree, this.#text, start)) : sharedTree;
  }
}
