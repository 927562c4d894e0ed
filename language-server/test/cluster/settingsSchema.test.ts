import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readSettingsFile } from '../../core/cluster/settingsFile.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const schema = JSON.parse(readFileSync(path.join(root, 'schemas/routelens.schema.json'), 'utf8'));

test('the shipped schema names the settings that are read, and no others', () => {
  const [problem] = readSettingsFile(parseManifest('nonsense: 1\n').documents[0]).problems;
  const known = /Known are (.*)\./.exec(problem!.message)![1]!.split(', ');
  assert.deepEqual(Object.keys(schema.properties).sort(), known.sort());
});

test('the reference names each of them', () => {
  const reference = readFileSync(path.join(root, 'docs/reference.md'), 'utf8');
  for (const name of Object.keys(schema.properties)) assert.ok(reference.includes(`| \`${name}\` |`), name);
});
