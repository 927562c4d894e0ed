/** Texts parsed in pieces elsewhere are the texts parsed here; what does not come back is left to the caller. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { parseDocuments } from '../../core/yaml/parseDocuments.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';
import type { ParseJob } from '../../lsp/parsing/parseJob.ts';
import { createTextParser } from '../../lsp/parsing/textParser.ts';
import type { Threads } from '../../lsp/parsing/threads.ts';

const service = (name: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: &m\n  name: ${name}\n  note: "${'x'.repeat(200)}"\nspec: { ports: [{ port: 80 }] }\n`;
const large = Array.from({ length: 3000 }, (_, i) => service(`s${i}`).replace(i % 7 ? ' &m' : '', '')).join('---\n');

function threads(isAlive: (jobs: readonly ParseJob[]) => boolean): Threads & { readonly requests: number[] } {
  const requests: number[] = [];
  return {
    requests,
    run: async jobs => {
      requests.push(jobs.length);
      if (!isAlive(jobs)) return undefined;
      return structuredClone(jobs.map(({ text, language, offset }) => parseDocuments(text, language, offset)));
    },
    close: () => {},
  };
}

test('a large text comes back whole, whatever it was cut into', async () => {
  const { requests, ...pool } = threads(() => true);
  const [parsed] = await createTextParser(pool).parse([{ text: large, language: 'yaml' }]);
  assert.ok(requests.length > 2);
  const manifest = parseManifest(large, 'yaml', parsed);
  assert.equal(manifest.documents.length, 3000);
  const here = parseManifest(large);
  for (const [i, document] of manifest.documents.entries()) {
    assert.deepEqual({ ...document, root: document.root }, { ...here.documents[i], root: here.documents[i]!.root });
  }
});

test('small texts start no thread; with many of them threads do start', async () => {
  const { requests, ...pool } = threads(() => true);
  const parser = createTextParser(pool);
  assert.deepEqual(await parser.parse([{ text: service('a'), language: 'yaml' }]), [undefined]);
  assert.equal(requests.length, 0);
  const many = Array.from({ length: 2000 }, (_, i) => ({ text: service(`s${i}`), language: 'yaml' as const }));
  const parsed = await parser.parse(many);
  assert.ok(parsed.every(documents => documents?.length === 1));
  assert.ok(requests.length < 10);
});

test('a thread that dies leaves its texts to the caller', async () => {
  const parser = createTextParser(threads(jobs => jobs[0]!.offset === 0));
  assert.deepEqual(await parser.parse([{ text: large, language: 'yaml' }]), [undefined]);
});
