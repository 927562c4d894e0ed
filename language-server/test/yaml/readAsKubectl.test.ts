import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeAt, toPlain } from '../../core/yaml/manifestNode.ts';
import { holdsManifest } from '../../core/yaml/manifestShape.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

const head = 'apiVersion: v1\nkind: Service\n';

/** As kubectl 1.32 reads them (go-yaml folds a line break to a blank, and a blank line to a break). */
const quoted: readonly (readonly [string, string])[] = [
  ['"a \\"b\\"\n  c"', 'a "b" c'],
  ["'a ''b''\n  c'", "a 'b' c"],
  ['"a\nb"', 'a b'],
  ['"a\n\n      b"', 'a\nb'],
  ['"a\\\nb"', 'ab'],
  ['"a # b\n{ [ c"', 'a # b { [ c'],
  ["'it''s: \"x\n\ty'", 'it\'s: "x y'],
];

for (const [written, value] of quoted) {
  test(`quoted text goes on at any column: ${JSON.stringify(written)}`, () => {
    const { root, problems } = parseManifest(`${head}metadata:\n  annotations:\n    a: ${written}\n    b: it's [1\n`)
      .documents[0]!;
    assert.deepEqual(problems, []);
    assert.deepEqual(toPlain(nodeAt(root, ['metadata', 'annotations'])), { a: value, b: "it's [1" });
  });
}

test('brackets and quotes in unquoted text open nothing', () => {
  const text = `${head}metadata:\n  annotations:\n    a: don't { do\n      "this" [\n    b: say "hi\n    c: "x\n    y"\nspec: {\nports: [{ name: it's, port: 80 }]\n}\n`;
  const { root, problems } = parseManifest(text).documents[0]!;
  assert.deepEqual(problems, []);
  assert.deepEqual(toPlain(nodeAt(root, ['metadata', 'annotations'])), {
    a: 'don\'t { do "this" [',
    b: 'say "hi',
    c: 'x y',
  });
  assert.deepEqual(toPlain(nodeAt(root, ['spec', 'ports', 0])), { name: "it's", port: 80 });
});

test('two manifests in one document are told, at the key where the second begins', () => {
  const text = `${head}metadata: { name: a }\nkind: ConfigMap\napiVersion: v1\nmetadata: { name: b }\n`;
  const { problems } = parseManifest(text).documents[0]!;
  assert.deepEqual(
    problems.map(p => [p.code, p.start]),
    [['missing-separator', text.indexOf('kind: ConfigMap')]],
  );
});

test('equal duplicates are told from different ones', () => {
  const { duplicateKeys } = parseManifest(`${head}a: { b: 1, c: [x] }\na: { c: [x], b: 1 }\nd: 1\nd: "1"\n`)
    .documents[0]!;
  assert.deepEqual(
    duplicateKeys.map(({ key, isSame }) => [key, isSame]),
    [
      ['a', true],
      ['d', false],
    ],
  );
});

const messages: Readonly<Record<string, RegExp>> = {
  'a: b: c\n': /in quotes/,
  'spec\n  ports: 1\n': /colon/,
  'a: "x" y\n': /already ended/,
  'a: - b\n': /line of its own/,
  'a: [1, 2\n': /closing \]/,
  'a: ]\n': /closes nothing/,
  'a: @x\n': /begins with @ must be in quotes/,
  'a: !!map x: !y!z\n': /./,
  'a: |x\n  y\n': /next line/,
  '- a\nb: 1\n': /indentation|colon/,
  '%FOO\na: 1\n': /three dashes|%/,
};

for (const [text, words] of Object.entries(messages)) {
  test(`what is wrong with ${JSON.stringify(text)} is said without the parser's words`, () => {
    const [problem] = parseManifest(text).documents[0]!.problems;
    assert.match(problem!.message, words);
    assert.doesNotMatch(problem!.message, /token|scalar|node|implicit|flow|mapping|sequence|indicator|directive/i);
  });
}

test('a manifest is told by its outermost keys', () => {
  for (const text of [
    head,
    `# Source: x\n---\n${head}`,
    '{{- if .x }}\n  apiVersion: v1\n  kind: Service\n{{- end }}\n',
    '{ "kind": "Service",\n  "apiVersion": "v1" }',
    '{ apiVersion: v1, metadata: { name: a } }',
    '"apiVersion": v1\n\'kind\': Service\n',
    '\uFEFFapiVersion: v1\r\nkind: Service\r\n',
    `a: 1\n---\n${head}`,
  ]) {
    assert.ok(holdsManifest(text, 'yaml'), text);
  }
  for (const text of [
    'definitions:\n  Service:\n    properties:\n      apiVersion: { type: string }\n      kind: { type: string }\n',
    '{ "paths": { "apiVersion": 1, "kind": 2 } }',
    `a: |\n  apiVersion: v1\n  kind: Service\n`,
    'apiVersions: 1\nkinds: 2\n',
    '- apiVersion: v1\n  kind: Service\n',
  ]) {
    assert.ok(!holdsManifest(text, 'yaml'), text);
  }
});
