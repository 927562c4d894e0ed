/**
 * Renames what several files must agree on: a Service, a port, a label of pods. In: the cursor and the new name. Out:
 * edits that leave every link as it was, or the reason why there are none.
 */
import { rangeContains } from '../../base/textRange.ts';
import { renameKey, replaceScalar, type TextEdit } from '../../yaml/edits.ts';
import { entryOf, type FieldPath, type ManifestNode, nodeAt } from '../../yaml/manifestNode.ts';
import type { Cursor } from './definition.ts';
import type { RenameEdit, RenameTarget, RenameView } from './navigationModel.ts';
import { type PresentOf, wordRange } from './place.ts';
import { type Occurrence, subjectAt } from './renameSubject.ts';

/** Whether the cursor is in the key or in the value of the field at the end of `path`. */
function partAt({ node, path, offset }: Cursor): 'key' | 'value' | undefined {
  const entry = entryOf(nodeAt(node, path.slice(0, -1)), String(path.at(-1)));
  const value = nodeAt(node, path);
  if (value?.kind !== 'scalar') return undefined;
  if (entry && rangeContains(entry.key, offset)) return 'key';
  return rangeContains(value, offset) ? 'value' : undefined;
}

function subjectOf(cursor: Cursor) {
  const part = partAt(cursor);
  return part && subjectAt(cursor, part);
}

export function renameTarget(cursor: Cursor): RenameTarget | undefined {
  const subject = subjectOf(cursor);
  if (!subject) return undefined;
  const { object, node, path, presentOf } = cursor;
  if (subject.word) {
    const present = presentOf(object);
    const range = present && wordRange(present, path, subject.word);
    return range && { range, placeholder: subject.oldName };
  }
  const scalar = scalarAt(node, { path, part: subject.part });
  return scalar && { range: withoutQuotes(scalar), placeholder: subject.oldName };
}

/** Editors show the name that is replaced; its quotes are not part of it. */
function withoutQuotes({ start, end, style }: NonNullable<ReturnType<typeof scalarAt>>) {
  return style === 'single' || style === 'double' ? { start: start + 1, end: end - 1 } : { start, end };
}

export function rename(cursor: Cursor, newName: string): RenameView | undefined {
  const subject = subjectOf(cursor);
  if (!subject) return undefined;
  if (newName === subject.oldName) return { edits: [] };
  const refusal = subject.refusalOf(newName);
  if (refusal !== undefined) return { refusal };
  return editsOf(subject.occurrences(), { ...subject, newName, presentOf: cursor.presentOf });
}

interface Change {
  readonly oldName: string;
  readonly newName: string;
  readonly presentOf: PresentOf;
}

/** All or nothing: half a rename would break what it should keep together. */
function editsOf(occurrences: readonly Occurrence[], change: Change): RenameView {
  const edits = new Map<string, RenameEdit>();
  for (const occurrence of occurrences) {
    const { file } = occurrence.object.source;
    const made = occurrenceEdits(occurrence, change);
    if (!made)
      return {
        refusal: `${file} cannot be edited safely: the name stands in an alias, a kustomization changes it, or its document does not parse.`,
      };
    const guess = occurrence.word ? { isGuess: true as const } : {};
    for (const edit of made) edits.set(`${file}\n${edit.range.start}`, { file, ...edit, ...guess });
  }
  return { edits: [...edits.values()] };
}

function occurrenceEdits(occurrence: Occurrence, { oldName, newName, presentOf }: Change): TextEdit[] | undefined {
  const present = presentOf(occurrence.object);
  if (!present || present.isPartial) return undefined;
  const { node, text } = present;
  if (occurrence.word) {
    const range = wordRange(present, occurrence.path, occurrence.word);
    return range && [{ range, newText: newName }];
  }
  const scalar = scalarAt(node, occurrence);
  if (!scalar || String(scalar.value) !== oldName || text[scalar.start] === '*') return undefined;
  if (occurrence.part === 'value') return replaceScalar(text, scalar, newName);
  return renameKey(text, entryOf(nodeAt(node, occurrence.path.slice(0, -1)), oldName)!, newName);
}

function scalarAt(node: ManifestNode, { path, part }: { readonly path: FieldPath; readonly part: 'key' | 'value' }) {
  const entry = entryOf(nodeAt(node, path.slice(0, -1)), String(path.at(-1)));
  if (part === 'key') return entry?.key;
  const value = nodeAt(node, path);
  return value?.kind === 'scalar' ? value : undefined;
}
