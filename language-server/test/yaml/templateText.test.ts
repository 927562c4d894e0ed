import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import fc from 'fast-check';
import { nodeAt, sourceText, toPlain } from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';
import { maskTemplate } from '../../core/yaml/templateText.ts';
import { isUnknownText } from '../../core/yaml/unknownText.ts';

/** Written apart, because a template's mark in quotes looks like a mistake of this language. */
const braced = (name: string) => `${'$'}{${name}}`;

const head = 'apiVersion: v1\nkind: Service\n';

function only(text: string) {
  const { documents } = parseManifest(text);
  assert.equal(documents.length, 1);
  return documents[0]!;
}

const values: Readonly<Record<string, string>> = {
  Helm: '{{ .Values.port }}',
  'Helm with quotes': '{{ index .Values "a: b" | quote }}',
  'Helm with a choice': '{{ if .Values.a }}80{{ else }}81{{ end }}',
  'Helm within a name': 'a-{{ .Release.Name }}-b',
  'Helm with a hash': '{{ .x }}#{{ .y }}',
  shell: braced('PORT'),
  'a default': braced('PORT:=80'),
  'a bare variable': '$PORT',
  make: '$(PORT)',
  autoconf: '@PORT@',
  underscores: '__PORT__',
  Azure: '#{PORT}#',
  Octopus: '#{Port}',
  percent: '%PORT%',
  EJS: '<%= port %>',
  Jinja: '{% if a %}1{% endif %}',
  Terraform: '%{ if a }1%{ endif }',
  brackets: '<PORT>',
  Python: '{port}',
  Concourse: '((port))',
  'other delimiters': '[[ .port ]]',
  ytt: '#@ data.values.port',
};

for (const [tool, value] of Object.entries(values)) {
  test(`a value of ${tool} is unknown, wherever it is written, and the rest is as it says`, () => {
    const text = `${head}spec:\n  ports:\n    - port: ${value}\n      name: http # {{ note }}\n  type: NodePort\n  externalIPs:\n    - ${value}\n`;
    const { root, problems, isTemplate } = only(text);
    assert.deepEqual([problems, isTemplate], [[], false]);
    const port = nodeAt(root, ['spec', 'ports', 0, 'port'])!;
    assert.equal(sourceText(text, port), value);
    assert.ok(port.kind === 'scalar' && isUnknownText(port.value));
    assert.ok(isUnknownText(toPlain(nodeAt(root, ['spec', 'externalIPs', 0]))));
    assert.equal(toPlain(nodeAt(root, ['spec', 'ports', 0, 'name'])), 'http');
    assert.equal(toPlain(nodeAt(root, ['spec', 'type'])), 'NodePort');
  });
}

test('values within braces, and keys', () => {
  const { root, problems } = only(
    `${head}spec: { selector: { b: \${B}, c: {{ .c }} }, annotations: { {{ .key }}: a }, ports: [{ port: {{ .p }} }] }\n`,
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(toPlain(nodeAt(root, ['spec'])), {
    selector: { b: braced('B'), c: '{{ .c }}' },
    annotations: { '{{ .key }}': 'a' },
    ports: [{ port: '{{ .p }}' }],
  });
});

test('quotes in the code of a value in quotes do not end it', () => {
  const { root, problems } = only(`${head}metadata:\n  name: "{{ include "a" . }}"\n  labels: { a: '{{ 'b' }}' }\n`);
  assert.deepEqual(problems, []);
  assert.equal(toPlain(nodeAt(root, ['metadata', 'name'])), '{{ include "a" . }}');
});

test('code in quotes, comments and text blocks is text', () => {
  const text = `${head}# {{ if }}\ndata:\n  a: |\n    {{ range .x }}\n    {{ end }}\n  b: "{{ \\"c\\" }}"\n  c: >-\n\n    {% if %}\n`;
  const { root, isTemplate } = only(text);
  assert.equal(isTemplate, false);
  assert.deepEqual(toPlain(nodeAt(root, ['data'])), {
    a: '{{ range .x }}\n{{ end }}\n',
    b: '{{ "c" }}',
    c: '\n{% if %}',
  });
});

const skipped: Readonly<Record<string, string>> = {
  'a condition': `{{- if .a }}\n${head}{{- end }}\n`,
  'lines that are included': `${head}metadata:\n  labels:\n    {{- include "labels" . | nindent 4 }}\n`,
  'lines behind a key': `${head}metadata:\n  labels: {{- include "labels" . | nindent 4 }}\n`,
  'lines at the start of a line': `${head}data:\n  a: |\n{{ .Files.Get "a" | indent 4 }}\n`,
  'a loop of Jinja': `${head}spec:\n  ports:\n{% for p in ports %}\n  - port: {{ p }}\n{% endfor %}\n`,
  'a condition of EJS': `${head}<% if (a) { %>\nspec: {}\n<% } %>\n`,
  'a directive of Terraform': `${head}%{ if a }\nspec: {}\n%{ endif }\n`,
  'a condition of ytt': `${head}#@ if/end data.values.on:\nspec: {}\n`,
  'an overlay of ytt': `#@overlay/match by=overlay.all\n${head}`,
  'labels that are filled in': `${head}metadata:\n  labels: {{ .Values.labels }}\n`,
  'a key of its spec that is filled in': `${head}spec:\n  {{ .key }}: a\n`,
  'a list that is filled in': `${head}spec:\n  ports: $PORTS\n`,
  'a condition and its line': `${head}{{ if .a }}spec: {}{{ end }}\n`,
};

for (const [what, text] of Object.entries(skipped)) {
  test(`a document with ${what} is skipped`, () => {
    const { isTemplate, problems, root } = only(text);
    assert.deepEqual([isTemplate, problems, root], [true, [], undefined]);
  });
}

test('a key among the labels that is filled in leaves the rest of the document as it is', () => {
  const { root, isTemplate } = only(`${head}metadata:\n  name: web\n  labels:\n    {{ .key }}: a\n`);
  assert.equal(isTemplate, false);
  assert.equal(toPlain(nodeAt(root, ['metadata', 'name'])), 'web');
});

test('comments and variables of a template add nothing', () => {
  const text = `{{- /*\n  a: b\n*/ -}}\n{{- $name := .Values.name }}\n${head}{# note #}\nspec:\n  type: NodePort\n`;
  const { isTemplate, root } = only(text);
  assert.equal(isTemplate, false);
  assert.deepEqual(toPlain(root), { apiVersion: 'v1', kind: 'Service', spec: { type: 'NodePort' } });
});

test('a mistake beside code in quotes is a mistake', () => {
  const { isTemplate, problems } = only(`${head}args: ["{{ .Name }}"]\nspec:\n\tports: []\n`);
  assert.equal(isTemplate, false);
  assert.deepEqual(
    problems.slice(0, 1).map(p => p.code),
    ['tab-indentation'],
  );
});

test('masking keeps every offset', () => {
  const pieces = [
    '{{',
    '}}',
    '{%',
    '%}',
    '<%',
    '%>',
    '${',
    '}',
    '#{',
    '@a@',
    '%a%',
    '[[ ',
    ']]',
    '"',
    "'",
    '\\',
    ': ',
    '- ',
    '\n',
    '  ',
    '|',
    '#',
    'a',
    '{',
    '[',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), fc.boolean(), (parts, inQuotes) => {
      const text = parts.join('');
      const { masked } = maskTemplate(text, { inQuotes });
      if (masked !== undefined) assert.equal(masked.length, text.length);
    }),
    { numRuns: 2000 },
  );
});

test('much code takes no longer than its length', () => {
  const start = performance.now();
  for (const piece of ['{{', '"{{', "'", '$'.concat('{'), '{{ a\n', '[[ ', '%{', '@a']) {
    maskTemplate(`${head}a: ${piece.repeat(300_000 / piece.length)}`, { inQuotes: true });
  }
  for (const piece of ['{{a}}', '- {{ a }}\n']) parseManifest(`${head}a: ${piece.repeat(2_000_000 / piece.length)}`);
  assert.ok(performance.now() - start < 20_000);
});
