import assert from 'node:assert/strict';

suite('self-test: failing', () => {
  test('passes', () => {});
  test('fails', () => assert.fail('on purpose'));
});
