/**
 * Fixtures of navigation: `#- path` starts a file, `$0` is the cursor, `«…»` marks a text that is expected to be found.
 * Marks are not part of the text.
 */
import type { TextRange } from '../../core/base/textRange.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import type { Navigation } from '../../core/workspace/navigation.ts';
import { emptySnapshot, type Snapshot, withFiles } from '../../core/workspace/snapshot.ts';
import { applyEdits } from '../../core/yaml/edits.ts';

export interface Fixture {
  readonly texts: Readonly<Record<string, string>>;
  readonly snapshot: Snapshot;
  readonly navigation: Navigation;
  readonly file: string;
  readonly offset: number;
  /** "file:line text" of every mark, in order. */
  readonly marked: readonly string[];
  /** How `marked` names a range. */
  readonly name: (place: { readonly file: string; readonly range: TextRange }) => string;
}

export function split(text: string): [string, string][] {
  const parts = text.split(/^#- (\S+)[ \t]*\n/m).slice(1);
  return parts.flatMap((part, i): [string, string][] => (i % 2 === 0 ? [[part, parts[i + 1] ?? '']] : []));
}

export function snapshotOf(texts: Readonly<Record<string, string>>, previous?: Snapshot): Snapshot {
  const changes = Object.entries(texts).map(([name, text]) => ({
    name,
    input: { text, language: name.endsWith('.json') ? ('json' as const) : ('yaml' as const), open: true },
  }));
  return withFiles(previous ?? { ...emptySnapshot, folders: [''] }, changes);
}

/** `previous` is what the files held before: a document that does not parse keeps what it had there. */
export function fixture(text: string, previous?: Snapshot): Fixture {
  const texts: Record<string, string> = {};
  const marked: string[] = [];
  let cursor = { file: '', offset: -1 };
  for (const [file, body] of split(text)) {
    texts[file] = body.replace(/[«»]|\$0/g, '');
    const offset = body.replace(/[«»]/g, '').indexOf('$0');
    if (offset >= 0) cursor = { file, offset };
    const withMarks = body.replace('$0', '');
    for (const { index, 1: word } of withMarks.matchAll(/«([^»]*)»/g)) {
      marked.push(`${file}:${withMarks.slice(0, index).split('\n').length} ${word}`);
    }
  }
  const snapshot = snapshotOf(texts, previous);
  const name: Fixture['name'] = ({ file, range }) => {
    const before = texts[file]!.slice(0, range.start);
    return `${file}:${before.split('\n').length} ${texts[file]!.slice(range.start, range.end)}`;
  };
  return { texts, snapshot, navigation: analyse(snapshot).navigation, ...cursor, marked, name };
}

/** The files after a rename at the cursor, or why it was refused. */
export function renamed(text: string, newName: string): Readonly<Record<string, string>> | string | undefined {
  const { navigation, file, offset, texts } = fixture(text);
  const view = navigation.renameAt(file, offset, newName);
  if (!view) return undefined;
  if ('refusal' in view) return view.refusal;
  return Object.fromEntries(
    Object.entries(texts).map(([name, body]) => [
      name,
      applyEdits(
        body,
        view.edits.filter(e => e.file === name),
      ),
    ]),
  );
}

/** The labels that are proposed at the cursor. */
export function proposed(text: string): readonly string[] {
  const { navigation, file, offset } = fixture(text);
  return navigation.completionAt(file, offset)?.items.map(item => item.label) ?? [];
}

/** The text after the first proposal was taken. */
export function completed(text: string): string | undefined {
  const { navigation, file, offset, texts } = fixture(text);
  const view = navigation.completionAt(file, offset);
  const [item] = view?.items ?? [];
  return item && applyEdits(texts[file]!, [{ range: view!.range, newText: item.newText }]);
}
