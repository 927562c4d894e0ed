/** Messages and remembered state come from outside: only what is well formed gets in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readFromPanel, readState } from '../../../extension/webview/messages.ts';

test('anything may be posted', () => {
  fc.assert(
    fc.property(fc.anything(), value => {
      readFromPanel(value);
      readState(value);
    }),
  );
});

test('well-formed messages are read, unknown choices are dropped', () => {
  assert.deepEqual(readFromPanel({ type: 'ready', more: 1 }), { type: 'ready' });
  assert.deepEqual(readFromPanel({ type: 'reveal', node: 'n' }), { type: 'reveal', node: 'n' });
  assert.deepEqual(readFromPanel({ type: 'choose', choice: { mode: 'ipvs', family: 'IPv9' } }), {
    type: 'choose',
    choice: { mode: 'ipvs' },
  });
  assert.equal(readFromPanel({ type: 'act', action: 'format-disk' }), undefined);
  assert.equal(readFromPanel({ type: 'reveal', node: 7 }), undefined);
});

test('state survives a round trip', () => {
  const state = {
    service: { uri: 'file:///a.yaml', namespace: 'default', name: 'web' },
    choice: { family: 'IPv6' as const },
  };
  assert.deepEqual(readState(JSON.parse(JSON.stringify(state))), state);
  assert.equal(readState({ service: { uri: 'file:///a.yaml' } }), undefined);
});
