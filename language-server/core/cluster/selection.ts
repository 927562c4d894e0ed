/**
 * Whether a Service's selector matches pods, where controllers number pods by labels and some labels have values that no
 * manifest holds: the hash that a Deployment adds, a placeholder that another tool fills in. In: a selector and a pod or
 * pod template. Out: yes, no, or unknown; and which of a template's numbered pods are selected.
 */
import { isUnknownText } from '../yaml/unknownText.ts';
import type { LabelSelector, Labels, PodShape } from './objects.ts';

export type Selection = 'yes' | 'no' | 'unknown';

/** What of a pod or pod template a selector looks at. */
export type Selectable = Pick<PodShape, 'labels' | 'addedLabels' | 'unknownLabels' | 'ordinals'>;

/** Keys of labels whose value no manifest tells. */
export function openLabelsOf({ labels, unknownLabels = [] }: Selectable): readonly string[] {
  const filledIn = Object.keys(labels).filter(key => isUnknownText(labels[key]));
  return filledIn.length ? [...unknownLabels, ...filledIn] : unknownLabels;
}

/** Every label of a template's pods that has one known value. */
export function knownLabelsOf({ labels, addedLabels }: Selectable): Labels {
  return addedLabels ? { ...labels, ...addedLabels } : labels;
}

/** An empty selector matches nothing. */
export function selectionOf(selector: Labels | undefined, pod: Selectable): Selection {
  const pairs = Object.entries(selector ?? {});
  if (pairs.length === 0 || selectedOrdinals(selector, pod)?.length === 0) return 'no';
  return all(pairs.map(([key, value]) => pairSelection(key, value, pod)));
}

/** One pair alone. */
export function pairSelection(key: string, value: string, pod: Selectable): Selection {
  const ordinal = ordinalIn(key, value, pod);
  if (ordinal !== undefined) return isUnknownText(value) ? 'unknown' : hasOrdinal(pod, ordinal) ? 'yes' : 'no';
  const label = knownLabel(key, pod);
  if (label === value) return 'yes';
  const isOpen = label === undefined && pod.unknownLabels?.includes(key);
  return isOpen || (label !== undefined && [label, value].some(isUnknownText)) ? 'unknown' : 'no';
}

/** A label selector as everything newer than Services has it; one without any demand chooses all. */
export function choiceOf({ matchLabels, matchExpressions }: LabelSelector, pod: Selectable): Selection {
  const pairs = Object.entries(matchLabels).map(([key, value]) => pairSelection(key, value, pod));
  const demands = matchExpressions.map(({ key, operator, values }): Selection => {
    const isNumbered = prefixOf(key, pod) !== undefined;
    const isThere = isNumbered || knownLabel(key, pod) !== undefined || pod.unknownLabels?.includes(key);
    if (operator === 'Exists') return isThere ? 'yes' : 'no';
    if (operator === 'DoesNotExist') return isThere ? 'no' : 'yes';
    const found = any(values.map(value => pairSelection(key, value, pod)));
    if (operator === 'In') return found;
    // An operator that the API server does not know is met by nothing.
    if (operator !== 'NotIn') return 'no';
    // Of numbered pods some are meant, some are not.
    if (isNumbered) return 'yes';
    return found === 'unknown' ? 'unknown' : found === 'yes' ? 'no' : 'yes';
  });
  return all([...pairs, ...demands]);
}

/** Numbers of the pods that are selected, of a template that numbers them; undefined where the selector does not choose. */
export function selectedOrdinals(selector: Labels | undefined, pod: Selectable): readonly number[] | undefined {
  if (!pod.ordinals || !selector) return undefined;
  const asked = Object.entries(selector).flatMap(([key, value]) =>
    isUnknownText(value) ? [] : (ordinalIn(key, value, pod) ?? []),
  );
  const [first] = asked;
  if (first === undefined) return undefined;
  return asked.every(ordinal => ordinal === first) && hasOrdinal(pod, first) ? [first] : [];
}

/** The number that a pair asks for, whether there is such a pod or not; NaN where it is none; undefined for other keys. */
export function ordinalIn(key: string, value: string, pod: Selectable): number | undefined {
  const prefix = prefixOf(key, pod);
  if (prefix === undefined) return undefined;
  const digits = value.startsWith(prefix) ? value.slice(prefix.length) : '';
  return /^(?:0|[1-9]\d{0,8})$/.test(digits) ? Number(digits) : Number.NaN;
}

function hasOrdinal({ ordinals }: Selectable, ordinal: number): boolean {
  return ordinals !== undefined && ordinal >= ordinals.first && ordinal < ordinals.first + ordinals.count;
}

function prefixOf(key: string, { ordinals }: Selectable): string | undefined {
  return ordinals && Object.hasOwn(ordinals.prefixes, key) ? ordinals.prefixes[key] : undefined;
}

/** A controller's label goes before one of the template. */
function knownLabel(key: string, { labels, addedLabels }: Selectable): string | undefined {
  return addedLabels && Object.hasOwn(addedLabels, key) ? addedLabels[key] : labels[key];
}

function all(found: readonly Selection[]): Selection {
  return found.includes('no') ? 'no' : found.includes('unknown') ? 'unknown' : 'yes';
}

function any(found: readonly Selection[]): Selection {
  return found.includes('yes') ? 'yes' : found.includes('unknown') ? 'unknown' : 'no';
}
