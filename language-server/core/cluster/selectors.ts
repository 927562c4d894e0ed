/** Selectors of pods: equality-based ones, as Services use them, and label selectors, as everything newer does. */
import type { LabelRequirement, LabelSelector, Labels } from './objects.ts';

/** Whether every pair of `selector` stands in `labels`. */
export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

export function meetsSelector({ matchLabels, matchExpressions }: LabelSelector, labels: Labels): boolean {
  return selects(matchLabels, labels) && matchExpressions.every(requirement => meets(requirement, labels));
}

/** An operator that the API server does not know is met by nothing. */
function meets({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = labels[key];
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  if (operator === 'In') return value !== undefined && values.includes(value);
  return operator === 'NotIn' && (value === undefined || !values.includes(value));
}
