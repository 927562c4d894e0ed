/** Each file is read by itself: what goes wrong with one takes no other along. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptySnapshot, withFiles } from '../../core/workspace/snapshot.ts';
import type { ParsedDocument } from '../../core/yaml/parsedDocument.ts';
import { service } from '../lsp/manifests.ts';

const good = { text: service('web', 'web', 30080), language: 'yaml' } as const;

test('a file whose reading fails is named and left out, and the others are read', () => {
  const unreadable = [null] as unknown as readonly ParsedDocument[];
  const failed: string[] = [];
  const { files } = withFiles(
    { ...emptySnapshot, folders: [''] },
    [
      { name: 'a.yaml', input: good },
      { name: 'b.yaml', input: { ...good, parsed: unreadable } },
      { name: 'c.yaml', input: good },
    ],
    name => failed.push(name),
  );
  assert.deepEqual([...files.keys()], ['a.yaml', 'c.yaml']);
  assert.deepEqual(failed, ['b.yaml']);
});

test('a List of more items than a call takes arguments is read whole', () => {
  const count = 130_000;
  const items = Array.from({ length: count }, () => ({ apiVersion: 'v1', kind: 'X' }));
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const { files } = withFiles(emptySnapshot, [{ name: 'a.json', input: { text, language: 'json' } }]);
  assert.equal(files.get('a.json')!.objects.length, count);
});
