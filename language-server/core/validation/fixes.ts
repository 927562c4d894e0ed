/**
 * Fixes as rules declare them: most are "remove this field" or "write one of the suggested values".
 * In: a draft and its context. Out: fixes whose edits keep the rest of the file as it is; none where no clean edit exists.
 */
import {
  insertAt,
  type PlainValue,
  removeEntry,
  removeItem,
  renameKey,
  replaceScalar,
  type TextEdit,
} from '../yaml/edits.ts';
import { entryOf, type FieldPath, nodeAt, type ScalarValue } from '../yaml/manifestNode.ts';
import type { Draft, RuleContext } from './defineRule.ts';
import type { Fix } from './finding.ts';
import { sameButCase } from './nearest.ts';

export interface FixWords {
  readonly title: string;
  readonly safe?: boolean;
}

export type FixPlace = Pick<RuleContext, 'node' | 'text' | 'file'>;

/** A fix of the object's own file, or nothing where there is nothing to edit. */
export function fix(place: Pick<FixPlace, 'file'>, words: FixWords, edits: readonly TextEdit[]): Fix[] {
  if (edits.length === 0) return [];
  return [{ title: words.title, safe: words.safe ?? false, edits: edits.map(e => ({ file: place.file, ...e })) }];
}

/** Removes the field or list item at `path`; a list that would be empty goes with its last item. */
export function removal(place: FixPlace, path: FieldPath, words: FixWords): Fix[] {
  return fix(place, words, removalEdits(place, path));
}

function removalEdits(place: FixPlace, path: FieldPath): TextEdit[] {
  const parent = nodeAt(place.node, path.slice(0, -1));
  const last = path.at(-1);
  if (parent?.kind === 'map' && typeof last === 'string') return removeEntry(place.text, parent, last);
  if (parent?.kind !== 'sequence' || typeof last !== 'number') return [];
  if (parent.items.length < 2) return removalEdits(place, path.slice(0, -1));
  return removeItem(place.text, parent, last);
}

export function replacement(place: FixPlace, path: FieldPath, value: ScalarValue, words: FixWords): Fix[] {
  const node = nodeAt(place.node, path);
  return node?.kind === 'scalar' ? fix(place, words, replaceScalar(place.text, node, value)) : [];
}

export function insertion(place: FixPlace, path: FieldPath, value: PlainValue, words: FixWords): Fix[] {
  return fix(place, words, insertAt(place.text, place.node, path, value));
}

/** Gives the key at the end of `path` another name. */
export function renaming(place: FixPlace, path: FieldPath, key: string, words: FixWords): Fix[] {
  const entry = entryOf(nodeAt(place.node, path.slice(0, -1)), String(path.at(-1)));
  return entry ? fix(place, words, renameKey(place.text, entry, key)) : [];
}

function nameOf(path: FieldPath): string {
  return String(path.findLast(step => typeof step === 'string') ?? '');
}

/** The fix "remove what the finding is about". */
export function removeIt(options: { safe?: boolean } = {}) {
  return (draft: Draft, place: FixPlace): Fix[] =>
    removal(place, draft.path, { title: `Remove ${nameOf(draft.path)}`, ...options });
}

/**
 * One fix for each suggested value, written in place of the value or, where there is none, as a new field. `letter-case`:
 * safe where the value changes in letter case alone.
 */
export function useSuggestion(options: { safe?: boolean | 'letter-case' } = {}) {
  return (draft: Draft, place: FixPlace): Fix[] =>
    (draft.suggestions ?? []).flatMap(value => {
      const node = nodeAt(place.node, draft.path);
      const written = node?.kind === 'scalar' ? String(node.value) : '';
      const safe = options.safe === 'letter-case' ? sameButCase(written, String(value)) : (options.safe ?? false);
      return suggestion(draft, place, value, safe);
    });
}

function suggestion(draft: Draft, place: FixPlace, value: string | number, safe: boolean): Fix[] {
  const node = nodeAt(place.node, draft.path);
  const title =
    node && !(node.kind === 'scalar' && node.value === null)
      ? `Change to ${value}`
      : `Add ${nameOf(draft.path)}: ${value}`;
  if (node) return replacement(place, draft.path, value, { title, safe });
  return insertion(place, draft.path, value, { title, safe });
}

type Fixes<P> = (draft: Draft, place: P) => readonly Fix[];

/** Several kinds of fixes, one after the other. */
export function firstThen<P>(...all: Fixes<P>[]): Fixes<P> {
  return (draft, place) => all.flatMap(fixes => fixes(draft, place));
}
