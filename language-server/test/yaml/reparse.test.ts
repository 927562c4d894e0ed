/** Trees folded into numbers, and texts parsed by what changed: both give what parsing the text afresh gives. */
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Manifest } from '../../core/yaml/manifest.ts';
import { parseDocuments } from '../../core/yaml/parseDocuments.ts';
import { maxManifestLength, parseAgain, parseManifest } from '../../core/yaml/parseManifest.ts';

/** All that a manifest says, its trees unfolded. */
function plain({ documents, ...manifest }: Manifest): unknown {
  return { ...manifest, documents: documents.map(document => ({ ...document, root: document.root })) };
}

const head = 'apiVersion: v1\nkind: Service\nmetadata:\n';
const pieces = [
  `${head}  name: a\n`,
  `${head}  name: "q\\n" # comment\n  labels: { a: 'b', c: [1, 0x10, ~] }\n`,
  `${head}  name: |\n    block\n     text\n  note: >-\n    folded\n    text\n`,
  `${head}  name: two\n    lines\n  empty:\n  y: .nan\n  z: !!str 5\n`,
  `${head}  name: &x [a, b]\n  again: *x\n  <<: { m: 1 }\n`,
  `${head}  name: a\n  name: b\n  bad: [\n`,
  'note: not Kubernetes\n',
  '# only a comment\n',
  '# Source: chart/templates/a.yaml\n',
  '{{ if .Values.x }}\n',
  'é: 𐐷\n',
  ': - ? @ `\n',
  '\n',
];
const separators = ['---\n', '...\n', '--- # next\n', '---  inline: 1\n', '\n'];
const textOf = fc
  .array(fc.tuple(fc.constantFrom(...separators), fc.constantFrom(...pieces)), { maxLength: 8 })
  .map(parts => parts.flat().join(''));

test('a document that went to another thread and back is the same', () => {
  const check = (text: string, language: 'yaml' | 'json') => {
    const sent = structuredClone(parseDocuments(text, language));
    assert.deepEqual(plain(parseManifest(text, language, sent)), plain(parseManifest(text, language)));
  };
  fc.assert(fc.property(textOf, text => check(text, 'yaml')));
  check('{ "apiVersion": "v1", /* note */ "kind": "Service", "metadata": { "name": "a", }, }', 'json');
});

test('parsing what changed gives what parsing everything gives', () => {
  const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(60), put: textOf });
  fc.assert(
    fc.property(textOf, fc.array(edit, { minLength: 1, maxLength: 20 }), (text, edits) => {
      let manifest = parseManifest(text);
      for (const { at, cut, put } of edits) {
        const from = Math.floor(at * manifest.text.length);
        const next = manifest.text.slice(0, from) + put + manifest.text.slice(from + cut);
        manifest = parseAgain(next, manifest);
        assert.deepEqual(plain(manifest), plain(parseManifest(next)));
      }
    }),
  );
});

test('documents above an edit stay the same objects', () => {
  const before = parseManifest(`${pieces[0]}---\n${pieces[1]}---\n${pieces[2]}`);
  const after = parseAgain(before.text.replace('block', 'other'), before);
  assert.equal(after.documents[0], before.documents[0]);
  assert.equal(after.documents[1], before.documents[1]);
  assert.notEqual(after.documents[2], before.documents[2]);
});

test('a text that grows too large is passed over, and read again once it is smaller', () => {
  const small = parseManifest(pieces[0]!);
  const large = parseAgain(pieces[0]!.padEnd(maxManifestLength + 1), small);
  assert.equal(large.documents[0]!.problems[0]!.code, 'size-limit');
  assert.deepEqual(plain(parseAgain(small.text, large)), plain(small));
});
