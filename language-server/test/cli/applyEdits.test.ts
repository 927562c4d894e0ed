import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../cli/applyEdits.ts';
import type { Console } from '../../cli/console.ts';
import { UsageError } from '../../cli/options.ts';
import { snapshotOf } from '../support/snapshot.ts';

const silent: Console = {
  out: () => {},
  print: () => {},
  err: () => {},
  drained: async () => {},
  colour: false,
  readStandardInput: async () => '',
};

test('a file that cannot be written is one line of error', async () => {
  const name = '/nonexistent/folder/a.yaml';
  const text =
    'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { type: nodePort, ports: [{ port: 80 }] }\n';
  const snapshot = snapshotOf({ [name]: text });
  await assert.rejects(applyEdits({ snapshot, named: new Set([name]) }, silent), (error: unknown) => {
    assert.ok(error instanceof UsageError);
    assert.equal(error.message, `${name}: cannot be written (ENOENT), so it is not fixed`);
    return true;
  });
});
