/**
 * A field of a wrong type is unreadable for every other rule, and the API server looks no further either. Drops the
 * drafts that would speak of such fields, or that follow from one.
 */
import type { FieldPath } from '../yaml/manifestNode.ts';
import type { Draft, ObjectRule, RuleContext } from './defineRule.ts';
import { hasSchema } from './schema.ts';
import { typeProblems } from './typeCheck.ts';

/** Fields that decide what other fields mean. */
const deciding = new Set([
  'metadata',
  'metadata.name',
  'metadata.generateName',
  'metadata.namespace',
  'metadata.labels',
  'spec',
  'spec.type',
  'spec.ports',
  'spec.selector',
  'spec.clusterIP',
  'spec.clusterIPs',
  'spec.externalIPs',
  'spec.externalName',
  'spec.externalTrafficPolicy',
  'spec.sessionAffinity',
  'spec.ipFamilies',
  'spec.ipFamilyPolicy',
  'addressType',
  'endpoints',
  'ports',
  'subsets',
]);

export function* withoutMistyped(rule: ObjectRule, drafts: Iterable<Draft>, context: RuleContext): Iterable<Draft> {
  const { kind } = context.object;
  const mismatches = hasSchema(kind) ? typeProblems(context.node, kind).mismatches : [];
  if (mismatches.length === 0 || rule.id === 'field-type-mismatch' || rule.id === 'unknown-field') return yield* drafts;
  const paths = mismatches.map(mismatch => mismatch.path);
  if (paths.some(path => deciding.has(path.slice(0, 2).join('.')) && path.length <= 3)) return;
  for (const draft of drafts) {
    if (!paths.some(path => overlaps(path, draft.path))) yield draft;
  }
}

function overlaps(a: FieldPath, b: FieldPath): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((step, i) => step === b[i]);
}
