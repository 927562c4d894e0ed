import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { base32 } from '../../core/base/base32.ts';
import { sha256, sha256Hex } from '../../core/base/sha256.ts';

test('SHA-256 agrees with the platform for any text', () => {
  const text = fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 100 }));
  fc.assert(
    fc.property(text, value => sha256Hex(value) === createHash('sha256').update(value).digest('hex')),
    { numRuns: 300 },
  );
});

test('SHA-256 at the limits of a block', () => {
  for (const length of [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 128, 1000]) {
    const text = 'x'.repeat(length);
    assert.equal(sha256Hex(text), createHash('sha256').update(text).digest('hex'), `${length} bytes`);
  }
});

test('base32 of a digest', () => {
  assert.equal(base32(sha256(''), 16), '4OYMIQUY7QOBJGX3');
});
