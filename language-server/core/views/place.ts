/** Places of the cluster as places in files. In: a place and the present texts. Out: what to show of it. */
import type { TextRange } from '../base/textRange.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import type { Place } from '../cluster/references.ts';
import { type FieldPath, type ManifestNode, nodeAt, rangeAt } from '../yaml/manifestNode.ts';
import type { ViewLocation } from './model.ts';
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

export function rangeOf({ object, path }: Place, presentOf: PresentOf): TextRange {
  const present = presentOf(object);
  if (!present) return { start: 0, end: 0 };
  return rangeAt(present.node, speakingPath(present.node, path));
}

export function locationOf(place: Place, presentOf: PresentOf): ViewLocation {
  return { file: place.object.source.file, range: rangeOf(place, presentOf) };
}

export function targetOf(place: Place, presentOf: PresentOf): TargetView {
  const { start, end } = presentOf(place.object)?.node ?? { start: 0, end: 0 };
  return { ...locationOf(place, presentOf), whole: { start, end } };
}
