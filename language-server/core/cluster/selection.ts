/**
 * Whether a Service's selector matches pods, where some labels have values that no manifest holds: the hash that a
 * Deployment adds, a placeholder that another tool fills in. In: a selector and the labels of pods. Out: yes, no, or
 * unknown.
 */
import { isUnknownText } from '../yaml/unknownText.ts';
import type { Labels, PodShape } from './objects.ts';

export type Selection = 'yes' | 'no' | 'unknown';

/** Keys of labels whose value no manifest tells. */
export function openLabelsOf({ labels, unknownLabels = [] }: Pick<PodShape, 'labels' | 'unknownLabels'>) {
  const filledIn = Object.keys(labels).filter(key => isUnknownText(labels[key]));
  return filledIn.length ? [...unknownLabels, ...filledIn] : unknownLabels;
}

/** An empty selector matches nothing. */
export function selectionOf(
  selector: Labels | undefined,
  { labels, unknownLabels = [] }: Pick<PodShape, 'labels' | 'unknownLabels'>,
): Selection {
  const pairs = Object.entries(selector ?? {});
  if (pairs.length === 0) return 'no';
  const found = pairs.map(([key, value]): Selection => {
    const label = labels[key];
    if (label === value) return 'yes';
    const isOpen = unknownLabels.includes(key) || (label !== undefined && [label, value].some(isUnknownText));
    return isOpen ? 'unknown' : 'no';
  });
  return found.includes('no') ? 'no' : found.includes('unknown') ? 'unknown' : 'yes';
}
