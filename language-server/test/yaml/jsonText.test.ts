import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ParseError, parse } from 'jsonc-parser';
import { blankJsonComments } from '../../core/yaml/jsonComments.ts';
import { toPlain } from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

const commented = fc.array(
  fc.constantFrom(
    ...['"a"', '"//"', '"/*"', '"\\""', ':', ',', '{', '}', '[', ']', '1', ' ', '\n', '// x", ]\n', '/* , } */'],
  ),
  { maxLength: 30 },
);

/** The reference reads comments and trailing commas by itself. */
function read(text: string, options: { disallowComments: boolean; allowTrailingComma: boolean }) {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, options);
  return errors.length ? undefined : { value };
}

test('what jsonc-parser reads, it reads the same once comments and commas are blanked', () => {
  fc.assert(
    fc.property(commented, parts => {
      const text = parts.join('');
      const expected = read(text, { disallowComments: false, allowTrailingComma: true });
      const blanked = blankJsonComments(text);
      assert.equal(blanked.length, text.length);
      const found = read(blanked, { disallowComments: true, allowTrailingComma: false });
      if (expected) assert.deepEqual(found, expected);
    }),
    { numRuns: 3000 },
  );
});

test('objects with comments between everything are read as jsonc-parser reads them', () => {
  const comment = fc.constantFrom('', ' ', '\n', '// a, "b": {\n', '/* ] */', '/* // */ // */\n');
  const sample = fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.infiniteStream(comment), fc.boolean());
  fc.assert(
    fc.property(sample, ([value, comments, trailing]) => {
      const next = () => comments.next().value;
      const write = (json: unknown): string => {
        if (Array.isArray(json)) return list('[', ']', json.map(write));
        if (typeof json !== 'object' || json === null) return JSON.stringify(json);
        return list(
          '{',
          '}',
          Object.entries(json).map(([k, v]) => `${JSON.stringify(k)}${next()}:${next()}${write(v)}`),
        );
      };
      const list = (open: string, close: string, items: string[]) =>
        `${open}${next()}${items.join(`${next()},${next()}`)}${trailing && items.length ? `${next()},` : ''}${next()}${close}`;
      const text = write(value);
      const expected = read(text, { disallowComments: false, allowTrailingComma: true });
      assert.ok(expected);
      assert.deepEqual(JSON.parse(blankJsonComments(text)), expected.value);
    }),
  );
});

test('commas that are wrong stay', () => {
  for (const text of ['[,]', '{,}', '[1,,]', '{"a":1,,}']) assert.throws(() => JSON.parse(blankJsonComments(text)));
});

test('a thousand commented lines are read at once', () => {
  const line = '  // "editor.x": true,     /* see the manual */\n';
  const text = `{\n"apiVersion": "v1", "kind": "ConfigMap",\n${line.repeat(1000)}"metadata": { "name": "a" }\n}`;
  const start = performance.now();
  const { problems } = parseManifest(text, 'json').documents[0]!;
  assert.deepEqual(problems, []);
  assert.ok(performance.now() - start < 1000);
});

test('objects that follow each other are documents, in JSON and in YAML', () => {
  const one = (name: string) => `{"apiVersion":"v1","kind":"Service","metadata":{"name":"${name}"}}`;
  for (const between of ['', '\n', ' \n\n', '\n---\n']) {
    for (const language of ['json', 'yaml'] as const) {
      const text = `${one('a}{')}${between}${one('b')}\n`;
      const { documents } = parseManifest(text, language);
      assert.deepEqual(
        documents.map(d => [d.problems, (toPlain(d.root) as { metadata: { name: string } }).metadata.name]),
        [
          [[], 'a}{'],
          [[], 'b'],
        ],
      );
      assert.equal(text.slice(documents[1]!.root!.start).startsWith('{"apiVersion"'), true);
    }
  }
});
