import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Report, withoutDoubles } from '../../../extension/src/schemaDoubles.ts';

const at = (line: number, from: number, to: number, endLine = line): Report['range'] => ({
  start: { line, character: from },
  end: { line: endLine, character: to },
});
const data = { isSchemaMistake: true };
const mistake: Report = { range: at(5, 8, 12), source: 'routelens', data };
const fromSchema = (range: Report['range']): Report => ({ range, source: 'yaml-schema: Kubernetes' });

test('a schema mistake steps back from a report of the same token', () => {
  assert.deepEqual(withoutDoubles([mistake], [mistake, fromSchema(at(5, 8, 12))]), []);
  assert.deepEqual(withoutDoubles([mistake], [fromSchema(at(5, 2, 9))]), []);
});

test('it stays where the schema lets the token pass', () => {
  for (const range of [at(4, 8, 12), at(5, 0, 7), at(5, 13, 20), at(0, 0, 0, 99)]) {
    assert.deepEqual(withoutDoubles([mistake], [fromSchema(range)]), [mistake]);
  }
  assert.deepEqual(withoutDoubles([mistake], []), [mistake]);
});

test('other sources and other findings do not count', () => {
  assert.deepEqual(withoutDoubles([mistake], [{ ...mistake, source: 'YAML' }, { range: mistake.range }]), [mistake]);
  for (const other of [undefined, null, 5, {}, { isSchemaMistake: 'yes' }]) {
    const finding = { ...mistake, data: other };
    assert.deepEqual(withoutDoubles([finding], [fromSchema(mistake.range)]), [finding]);
  }
});
