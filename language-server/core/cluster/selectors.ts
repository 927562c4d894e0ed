/** Equality-based selectors, as Services use them. */
import type { Labels } from './objects.ts';

/** Whether every pair of `selector` stands in `labels`. */
export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
