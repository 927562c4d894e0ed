/** Whether a field's value is one that a rule or a set asks for. */
import type { FieldValue } from '../netfilter/foreignIr.ts';

export function isValue(candidate: FieldValue, value: bigint | string): boolean {
  if ('first' in candidate) return typeof value === 'bigint' && value >= candidate.first && value <= candidate.last;
  return candidate.prefix ? String(value).startsWith(candidate.word) : candidate.word === value;
}
