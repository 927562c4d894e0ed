import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlainScalar } from '../../core/yaml/readScalar.ts';

// What kubectl 1.36 made of each text, measured against a real server.
const readings: readonly [string, unknown][] = [
  ['010', 8],
  ['0o17', 15],
  ['08', 8],
  ['030080', 30080],
  ['0x1F', 31],
  ['0b11', 3],
  ['1_000', 1000],
  ['1e3', 1000],
  ['80.0', 80],
  ['80.5', 80.5],
  ['-5', -5],
  ['+5', 5],
  ['yes', true],
  ['No', false],
  ['ON', true],
  ['y', true],
  ['N', false],
  ['12:30', '12:30'],
  ['2001-01-01', '2001-01-01'],
  ['1.2.3', '1.2.3'],
  ['10.96.0.1', '10.96.0.1'],
  ['~', null],
  ['', null],
  ['null', null],
  ['yEs', 'yEs'],
  ['0x', '0x'],
  ['-', '-'],
  ['.', '.'],
  ['app', 'app'],
];

for (const [text, value] of readings) {
  test(`${JSON.stringify(text)} is read as ${JSON.stringify(value)}`, () => {
    assert.equal(readPlainScalar(text), value);
  });
}
