import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TextRange } from '../../core/base/textRange.ts';
import { linksOf } from '../../core/cluster/references.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import { rootsOf } from '../../core/workspace/roots.ts';
import type { Snapshot } from '../../core/workspace/snapshot.ts';
import { deployment, ingress, policy, route, service, shop, slice } from './shop.ts';
import { fixture, renamed, snapshotOf } from './support.ts';

const { texts, snapshot: intact } = fixture(shop);
const names = Object.keys(texts);

/** Every range that an answer names, with its file where it has one. */
function rangesIn(answer: unknown, file: string): { file: string; range: TextRange }[] {
  if (Array.isArray(answer)) return answer.flatMap(item => rangesIn(item, file));
  if (typeof answer !== 'object' || answer === null) return [];
  const own = 'file' in answer && typeof answer.file === 'string' ? answer.file : file;
  if ('start' in answer && 'end' in answer) return [{ file: own, range: answer as TextRange }];
  return Object.values(answer).flatMap(item => rangesIn(item, own));
}

function ask(snapshot: Snapshot, file: string, offset: number): readonly unknown[] {
  const { navigation } = analyse(snapshot);
  const call = navigation.callItemAt(file, offset);
  return [
    navigation.definitionAt(file, offset),
    navigation.referencesAt(file, offset, { withDeclaration: true }),
    navigation.documentLinksOf(file),
    navigation.documentSymbolsOf(file),
    navigation.workspaceSymbols('web'),
    navigation.completionAt(file, offset),
    navigation.renameTargetAt(file, offset),
    navigation.renameAt(file, offset, 'other'),
    call,
    call && navigation.incomingCalls(call.object),
  ];
}

test('whatever is typed, answers are plain data with ranges inside of the texts', () => {
  const edit = fc.record({
    file: fc.constantFrom(...names),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(40),
    typed: fc.oneof(fc.constantFrom('', ':', '- ', '{', '"', '*a', '&a ', '\n', '{{', '---\n', '  x'), fc.string()),
    cursor: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(edit, ({ file, at, length, typed, cursor }) => {
      const text = texts[file]!;
      const start = Math.floor(at * text.length);
      const after = text.slice(0, start) + typed + text.slice(start + length);
      const snapshot = snapshotOf({ [file]: after }, intact);
      for (const offset of [start, start + typed.length, Math.floor(cursor * after.length)]) {
        const answers = ask(snapshot, file, offset);
        assert.deepEqual(structuredClone(answers), answers);
        for (const { file: of, range } of rangesIn(answers.slice(0, 8), file)) {
          const { length: size } = snapshot.files.get(of)!.manifest.text;
          assert.ok(
            0 <= range.start && range.start <= range.end && range.end <= size,
            `${of} ${JSON.stringify(range)}`,
          );
        }
      }
    }),
    { numRuns: 300 },
  );
});

/** Every link by its ends, without the names that stand there. */
function linkage(snapshot: Snapshot): string[] {
  const { cluster } = rootsOf(snapshot).of('service.yaml')!;
  const objects = [...snapshot.files.values()].flatMap(file => file.objects);
  const end = ({ object, path }: { object: { source: { file: string } }; path: readonly (string | number)[] }) =>
    `${object.source.file} ${path.join('.')}`;
  return objects.flatMap(object =>
    linksOf(object, cluster).map(({ from, targets }) => `${end(from)} → ${targets.map(end).join(', ')}`),
  );
}

test('a rename, wherever it is asked for, leaves every link as it was', () => {
  const { navigation } = fixture(shop);
  const parts = { service, deployment, ingress, route, policy, slice };
  const before = linkage(intact);
  let done = 0;
  for (const [part, text] of Object.entries(parts)) {
    const file = `${part}.yaml`;
    for (let offset = 0; offset < texts[file]!.length; offset++) {
      if (!navigation.renameTargetAt(file, offset)) continue;
      const at = text.indexOf('\n') + 1 + offset;
      const after = renamed(shop.replace(text, `${text.slice(0, at)}$$0${text.slice(at)}`), 'renamed');
      assert.ok(after !== undefined && typeof after !== 'string', `${file}:${offset} ${after}`);
      assert.deepEqual(linkage(snapshotOf(after)), before, `${file}:${offset}`);
      done++;
    }
  }
  assert.ok(done > 60);
});
