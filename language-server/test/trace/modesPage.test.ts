/** The page on what modes do differently is made from traces, and current. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

test('docs/modes.md is what the traces say', () => {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../../scripts/gen-modes.mjs'), '--check']);
});
