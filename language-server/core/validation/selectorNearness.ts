/**
 * Finds the pods that a selector which matches nothing most likely meant. In: a selector and the pods of its namespace.
 * Out: pods in order of nearness, and the edits that make the selector match one of them.
 */
import type { PodSource } from '../cluster/clusterIndex.ts';
import type { Labels, PodShape } from '../cluster/objects.ts';
import { knownLabelsOf, pairSelection } from '../cluster/selection.ts';
import { removeEntry, renameKey, replaceScalar, type TextEdit } from '../yaml/edits.ts';
import { entryOf, type ManifestNode } from '../yaml/manifestNode.ts';
import { editDistance, nearest, nearestName } from './nearest.ts';

export interface NearSource {
  readonly source: PodSource;
  /** Selector pairs that the pod's labels lack, as "key: value". */
  readonly missing: readonly string[];
  /** So like the selector that a slip of the pen is likelier than chance. */
  readonly isLikely: boolean;
}

export function nearestSources(selector: Labels, sources: readonly PodSource[]): NearSource[] {
  const rated = sources.map(source => ({ ...rate(selector, source.pod), source }));
  return rated
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ source, missing, isLikely }) => ({ source, missing, isLikely }));
}

function rate(selector: Labels, pod: PodShape) {
  const pairs = Object.entries(selector);
  const labels = knownLabelsOf(pod);
  const missing = pairs.filter(([key, value]) => pairSelection(key, value, pod) !== 'yes');
  const slips = missing.filter(([key, value]) => isSlip(key, value, labels));
  const related = missing.filter(([key]) => labels[key] !== undefined);
  const met = pairs.length - missing.length;
  // A slip in one pair beside others that hold, or a slip in the only pair.
  const isLikely = slips.length > 0 && slips.length === missing.length;
  const score = (met + slips.length * 0.9 + (related.length - slips.length > 0 ? 0.1 : 0)) / pairs.length;
  return { score, isLikely: isLikely || met * 2 > pairs.length, missing: missing.map(pair => pair.join(': ')) };
}

/** The value is nearly right, or stands under another key. */
function isSlip(key: string, value: string, labels: Labels): boolean {
  const own = labels[key];
  if (own !== undefined) return nearestName(value, [own]) !== undefined || isOneLetterOff(value, own);
  return Object.entries(labels).some(([other, text]) => text === value && isLikeKey(key, other));
}

/** A selector that selects nothing is likelier wrong than a name, so that short words count as well. */
function isOneLetterOff(a: string, b: string): boolean {
  const word = /^[a-z]{3,}$/;
  return word.test(a) && word.test(b) && a[0] === b[0] && editDistance(a, b) === 1;
}

function isLikeKey(a: string, b: string): boolean {
  const word = /^(?:app|name|k8s-app|app\.kubernetes\.io\/(?:name|instance))$/;
  return nearest(a, [b]) !== undefined || (word.test(a) && word.test(b));
}

/** Edits in the selector's map that make it select pods with these labels. */
export function alignSelector(
  text: string,
  map: ManifestNode | undefined,
  selector: Labels,
  pod: PodShape,
): TextEdit[] {
  if (map?.kind !== 'map') return [];
  const labels = knownLabelsOf(pod);
  const edits = Object.entries(selector).map(([key, value]) => {
    const entry = entryOf(map, key);
    if (!entry || pairSelection(key, selector[key]!, pod) !== 'no') return [];
    const own = labels[key];
    if (own !== undefined) return entry.value.kind === 'scalar' ? replaceScalar(text, entry.value, own) : [];
    const other = Object.keys(labels).find(k => labels[k] === value && selector[k] === undefined);
    return other === undefined ? removeEntry(text, map, key) : renameKey(text, entry, other);
  });
  return edits.flat();
}
