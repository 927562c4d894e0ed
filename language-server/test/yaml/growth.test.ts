/** Texts that cost more than their length, and what is left out of long ones. */
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import { nodeAt, toPlain } from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';
import { findSuppressions } from '../../core/yaml/suppression.ts';

const head = 'apiVersion: v1\nkind: Service\n';

function milliseconds(text: string): number {
  const start = performance.now();
  parseManifest(text);
  return performance.now() - start;
}

test('blanks, tabs and comments cost what they are long', () => {
  assert.ok(milliseconds(`${head}# Source: ${' '.repeat(200_000)}x\n`) < 2000);
  assert.ok(milliseconds(`${head}a: "${'x\n\ty '.repeat(40_000)}"\n`) < 5000);
  const comments = '# routelens-disable-next-line a, b\n'.repeat(40_000);
  const start = performance.now();
  const found = findSuppressions(comments);
  assert.ok(performance.now() - start < 2000);
  assert.deepEqual(
    found.slice(-2).map(({ line, rules }) => [line, rules]),
    [
      [39_998, ['a', 'b']],
      [39_999, ['a', 'b']],
    ],
  );
});

test('of a large definition of a custom resource the schemas are left out, and everything else is read', () => {
  const schema = `        properties:\n${'          a: { type: string }\n\n          b:\n          - "\tc"\n'.repeat(1000)}`;
  const versions = ['v1', 'v2'].map(
    name => `  - name: ${name}\n    schema:\n      openAPIV3Schema:\n${schema}    served: true\n`,
  );
  const text = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: a }\nspec:\n  versions:\n${versions.join('')}  group: b\n`;
  const { root, problems } = parseManifest(text).documents[0]!;
  assert.deepEqual(problems, []);
  const version = (name: string) => ({ name, schema: { openAPIV3Schema: null }, served: true });
  assert.deepEqual(toPlain(nodeAt(root, ['spec'])), { versions: [version('v1'), version('v2')], group: 'b' });
  const service = `${head}spec:\n  openAPIV3Schema:\n    a: 1\n${'# \n'.repeat(10_000)}`;
  assert.deepEqual(toPlain(nodeAt(parseManifest(service).documents[0]!.root, ['spec', 'openAPIV3Schema'])), { a: 1 });
});
