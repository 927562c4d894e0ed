import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nodeAt, pathAt, printPath, rangeAt, sourceText, toPlain } from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

const head = 'apiVersion: v1\nkind: Service\n';

function only(text: string) {
  const { documents } = parseManifest(text);
  assert.equal(documents.length, 1);
  return documents[0]!;
}

test('empty and comment-only documents are not counted', () => {
  const text = `---\n# a comment\n---\n${head}---\n\n---\n${head}...\n`;
  assert.deepEqual(
    parseManifest(text).documents.map(d => d.index),
    [0, 1],
  );
});

test('three dashes inside a block scalar do not end the document', () => {
  const document = only(`${head}text: |\n  a\n  ---\n  b\n`);
  assert.equal((toPlain(document.root) as { text: string }).text, 'a\n---\nb\n');
});

test('a broken document does not hide its neighbours', () => {
  const { documents } = parseManifest(`${head}name: a\n---\n${head}x: [\n---\n${head}name: c\n`);
  assert.deepEqual(
    documents.map(d => d.problems.length > 0),
    [false, true, false],
  );
  assert.deepEqual(toPlain(documents[2]!.root), { apiVersion: 'v1', kind: 'Service', name: 'c' });
});

test('ranges are offsets in the file, also behind a byte order mark, CRLF and astral characters', () => {
  const text = `\uFEFF# \u{1F600}\r\n${head.replaceAll('\n', '\r\n')}---\r\n${head}spec:\r\n  clusterIP: "10.96.0.1" # fixed\r\n`;
  const { root } = parseManifest(text).documents[1]!;
  const path = ['spec', 'clusterIP'];
  assert.equal(sourceText(text, nodeAt(root, path)!), '"10.96.0.1"');
  assert.deepEqual(pathAt(root!, text.indexOf('96.0')), path);
});

test('aliases and merge keys are followed, own keys win wherever they stand', () => {
  const document = only(
    `${head}base: &base { a: 1, b: 2 }\nother: &other { b: 3, c: 4 }\nmine:\n  b: own\n  <<: [*base, *other]\nagain: *base\n`,
  );
  const value = toPlain(document.root) as Record<string, unknown>;
  assert.deepEqual(value.mine, { a: 1, b: 'own', c: 4 });
  assert.deepEqual(value.again, { a: 1, b: 2 });
});

test('an alias that contains itself is a problem of its document', () => {
  assert.deepEqual(
    only(`${head}a: &a [*a]\n`).problems.map(p => p.code),
    ['alias-unresolved'],
  );
});

test('an alias bomb is stopped', () => {
  const levels = 'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]},`.repeat(9)}]\n`);
  const document = only(`${head}a: &a [${'x,'.repeat(9)}]\n${levels.join('')}`);
  assert.ok(document.problems.some(p => p.code === 'alias-limit'));
});

test('nesting beyond reason is a problem, not a crash', () => {
  for (const depth of [500, 50_000]) {
    assert.deepEqual(
      only(`${head}a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`).problems.map(p => p.code),
      ['depth-limit'],
    );
  }
});

test('duplicate keys are noted and the last one counts', () => {
  const document = only(`${head}spec:\n  port: 1\n  port: 2\n`);
  assert.equal(document.duplicateKeys.length, 1);
  assert.equal(toPlain(nodeAt(document.root, ['spec', 'port'])), 2);
});

test('templates and other files are told apart by their text', () => {
  assert.equal(only(`${head}spec:\n{{- include "spec" . | nindent 2 }}\n`).isTemplate, true);
  assert.equal(only('name: workflow\non: push\n').isKubernetes, false);
  assert.equal(parseManifest('{"apiVersion":"v1","kind":"Service"}', 'json').documents[0]!.isKubernetes, true);
});

test('JSON with comments, tabs and trailing commas is read', () => {
  const text = '{\n\t"apiVersion": "v1", // "kind": "No"\n\t"kind": "Service", /* , */\n\t"url": "http://a//b",\n}';
  const { root, problems } = parseManifest(text, 'json').documents[0]!;
  assert.deepEqual(problems, []);
  assert.deepEqual(toPlain(root), { apiVersion: 'v1', kind: 'Service', url: 'http://a//b' });
});

test('what helm rendered says where it comes from', () => {
  assert.equal(only(`# Source: shop/templates/service.yaml\n${head}`).renderedFrom, 'shop/templates/service.yaml');
});

test('a path that leads nowhere is underlined at its nearest parent', () => {
  const text = `${head}spec:\n  ports:\n  - port: 80\n`;
  const { root } = only(text);
  assert.equal(sourceText(text, rangeAt(root!, ['spec', 'ports', 0, 'port'])), '80');
  assert.equal(sourceText(text, rangeAt(root!, ['spec', 'selector'])), 'spec');
  assert.equal(printPath(['spec', 'ports', 0, 'port']), 'spec.ports[0].port');
});

test('nothing that is typed throws, and every range lies in the text', () => {
  const pieces = [
    'apiVersion: v1\n',
    'kind: Service\n',
    'a: ',
    '- ',
    '&a ',
    '*a',
    '[',
    ']',
    '{',
    '}',
    ': ',
    '\n',
    '  ',
    '\t',
    '"',
    "'",
    '|',
    '>',
    '---\n',
    '{{ .x }}',
    '<<: ',
    '!!int ',
    '\r\n',
    '\uD800',
    '#',
  ];
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 40 }), parts => {
      const text = parts.join('');
      for (const document of parseManifest(text).documents) {
        for (const { start, end } of [document, ...document.problems, ...document.duplicateKeys.map(k => k.range)]) {
          assert.ok(0 <= start && start <= end && end <= text.length, `${start}-${end} of ${text.length}`);
        }
      }
    }),
    { numRuns: 500 },
  );
});

/** Each measured with kubectl 1.32 (`kubectl annotate --local`), which reads as all releases since 1.25 do. */
const metadata = 'metadata:\n  name: web\n';
const refusedByKubectl: Readonly<Record<string, string>> = {
  'a control character': `${head}metadata:\n  name: we\u0007b\n`,
  'a tab on an empty line': `${head}${metadata}\t\nspec: {}\n`,
  'a tab behind too few blanks': `${head}${metadata}  \t\nspec: {}\n`,
  'a tab behind a quoted value': `${head}metadata:\n  name: "web"\n    \t\nspec: {}\n`,
  'a tab before a comment': `${head}metadata:\n\t# the name\n  name: web\n`,
  'a tab behind an unquoted value in braces': `${head}metadata: {\n\tname: web\n\t}\n`,
  'a tab at the start of a line of a text block': `${head}a: |\n  x\n\ty\n`,
  'a question mark in braces': `${head}metadata: { name: we?b }\n`,
  'a merge key without a map': `${head}metadata:\n  <<:\n  name: web\n`,
  'a merge key with a list of other things': `${head}metadata:\n  <<: [a]\n`,
  'a key that is missing': `${head}metadata: { ~: web }\n`,
  'a brace that only a comment closes': `${head}spec: { port: 80 # }\n`,
  'text behind the dashes': `--- { apiVersion: v1, kind: Service }\n`,
};

for (const [what, text] of Object.entries(refusedByKubectl)) {
  test(`kubectl refuses ${what}`, () => assert.notDeepEqual(only(text).problems, []));
}

const takenByKubectl: Readonly<Record<string, string>> = {
  'a tab behind enough blanks': `${head}${metadata}    \t\nspec: {}\n`,
  'a tab behind enough blanks, before a comment': `${head}${metadata}    \t# x\nspec: {}\n`,
  'a tab in braces': `${head}metadata: {\n\tname: "web"\n\t}\n`,
  'a tab in a quoted value': `${head}a: "x\n\ty"\n`,
  'a tab in a text block': `${head}a: |\n  x\n  \ty\n`,
  'a question mark elsewhere': `${head}a: what?\nb: { c: "why?" }\nd: &d who?\ne: [*d]\n`,
  'a comment behind the dashes': `--- # first\n${head}`,
};

for (const [what, text] of Object.entries(takenByKubectl)) {
  test(`kubectl takes ${what}`, () => assert.deepEqual(only(text).problems, []));
}

test('what stands in braces may begin at any column', () => {
  const document = only(`${head}spec:\n  ports:\n  - {\nport: 80, # }\nname: "a}"\n}\n`);
  assert.deepEqual(document.problems, []);
  assert.deepEqual(toPlain(nodeAt(document.root, ['spec', 'ports', 0])), { port: 80, name: 'a}' });
});

test('line breaks are those of YAML 1.1', () => {
  const document = only('apiVersion: v1\u2028kind: Service\u0085a: 1\rb: 2\n');
  assert.deepEqual(toPlain(document.root), { apiVersion: 'v1', kind: 'Service', a: 1, b: 2 });
});
