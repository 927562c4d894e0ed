/** Places of the cluster as places in files. In: a place and the present texts. Out: what to show of it. */
import type { TextRange } from '../../base/textRange.ts';
import type { KubernetesObject } from '../../cluster/objects.ts';
import type { Place, Word } from '../../cluster/references.ts';
import { type FieldPath, type ManifestNode, nodeAt, rangeAt } from '../../yaml/manifestNode.ts';
import type { ViewLocation } from '../model.ts';
import type { TargetView } from './navigationModel.ts';

/** The present text of an object: its tree, which a half-typed document has in part, and its file's text. */
export interface PresentObject {
  readonly node: ManifestNode;
  readonly text: string;
  /** The document does not parse, so the tree may lack what the object has. */
  readonly isPartial: boolean;
}

export type PresentOf = (object: KubernetesObject) => PresentObject | undefined;

/** A list item or a map has no text of its own to point at: its name speaks for it, else its number. */
const speakingKeys = ['name', 'port', 'containerPort'];

function speakingPath(node: ManifestNode, path: FieldPath): FieldPath {
  if (typeof path.at(-1) !== 'number') return path;
  const key = speakingKeys.find(k => nodeAt(node, [...path, k])?.kind === 'scalar');
  return key === undefined ? path : [...path, key];
}

/**
 * Where a word of a scalar's value stands in the text. Where quotes or folds make value and text differ, the word is
 * counted in both; undefined where that leaves doubt.
 */
export function wordRange({ node, text }: PresentObject, path: FieldPath, word: Word): TextRange | undefined {
  const scalar = nodeAt(node, path);
  const value = scalar?.kind === 'scalar' ? scalar.value : undefined;
  if (!scalar || typeof value !== 'string' || !value.startsWith(word.text, word.index)) return undefined;
  const inValue = value.split(word.text);
  const inText = text.slice(scalar.start, scalar.end).split(word.text);
  if (inValue.length !== inText.length) return undefined;
  const before = value.slice(0, word.index).split(word.text).length;
  const start = scalar.start + inText.slice(0, before).join(word.text).length;
  return { start, end: start + word.text.length };
}

export function rangeOf({ object, path, word }: Place, presentOf: PresentOf): TextRange {
  const present = presentOf(object);
  if (!present) return { start: 0, end: 0 };
  const range = word && wordRange(present, path, word);
  if (range) return range;
  return rangeAt(present.node, speakingPath(present.node, path));
}

export function locationOf(place: Place, presentOf: PresentOf): ViewLocation {
  return { file: place.object.source.file, range: rangeOf(place, presentOf) };
}

export function targetOf(place: Place, presentOf: PresentOf): TargetView {
  const { start, end } = presentOf(place.object)?.node ?? { start: 0, end: 0 };
  return { ...locationOf(place, presentOf), whole: { start, end } };
}
