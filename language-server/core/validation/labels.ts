/** Keys and values of labels, annotations and selectors: one alphabet, several fields. */

import type { KubernetesObject, Labels } from '../cluster/objects.ts';
import { entryOf, type FieldPath, type ManifestNode, nodeAt, printPath } from '../yaml/manifestNode.ts';
import type { Draft } from './defineRule.ts';
import { invalid, invalidName } from './drafts.ts';
import type { Fix } from './finding.ts';
import { type FixPlace, renaming, replacement } from './fixes.ts';
import { isLabelValue, isQualifiedName, toLabelValue, toQualifiedName } from './names.ts';
import { describe } from './serviceFacts.ts';

interface LabelContext {
  readonly object: KubernetesObject;
  readonly node: ManifestNode;
}

const keyAlphabet =
  '[prefix/]name, the name up to 63 letters, digits and "-", "_", "." between them, the prefix a lower-case DNS name';
const valueAlphabet = 'up to 63 letters, digits and "-", "_", "." between them';

/** Keys that break the rules for label keys; the server names the map, not the key. */
export function* labelKeyDrafts(
  context: LabelContext,
  path: FieldPath,
  keys: Iterable<string>,
  isValid = isQualifiedName,
): Iterable<Draft> {
  const map = nodeAt(context.node, path);
  for (const key of keys) {
    if (isValid(key)) continue;
    const entry = entryOf(map, key);
    const subject = `A key in ${printPath(path)} of ${describe(context.object)}`;
    const draft = invalidName(subject, [...path, key], key, keyAlphabet, toQualifiedName(key));
    yield {
      ...draft,
      field: printPath(path),
      ...(entry ? { range: { start: entry.key.start, end: entry.key.end } } : {}),
    };
  }
}

export function* labelValueDrafts(context: LabelContext, path: FieldPath, labels: Labels): Iterable<Draft> {
  for (const [key, value] of Object.entries(labels)) {
    if (isLabelValue(value)) continue;
    const subject = `${printPath(path)} of ${describe(context.object)}: the value of ${key}`;
    const draft = invalidName(subject, [...path, key], value, valueAlphabet, toLabelValue(value));
    yield { ...invalid(draft.path, draft.message, { field: printPath(path) }), suggestions: draft.suggestions ?? [] };
  }
}

/** Renames the key where the draft underlines one, else replaces the value. */
export function labelFixes(draft: Draft, place: FixPlace): Fix[] {
  const text = draft.suggestions?.[0];
  if (text === undefined) return [];
  const words = { title: `Change to ${text}` };
  return draft.range ? renaming(place, draft.path, String(text), words) : replacement(place, draft.path, text, words);
}
