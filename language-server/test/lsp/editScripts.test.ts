/** What the server says after any sequence of events is what a fresh server says of the same workspace. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomScript, runScript, shrink } from '../campaign/editScripts.ts';

/** Each of these once ended with files that were gone, closed documents that stayed, or settings that were not read. */
const known = [3, 9, 10, 11, 14, 15, 16, 20, 26, 32];

test('after a script of random events', async t => {
  const { ROUTELENS_SEED } = process.env;
  const first = Number(ROUTELENS_SEED ?? Date.now() % 1_000_000);
  t.diagnostic(`edit scripts from seed ${first}`);
  for (const seed of [...known, ...Array.from({ length: 15 }, (_, i) => first + i)]) {
    const steps = randomScript(seed);
    const difference = await runScript(steps, 10_000);
    if (difference === undefined) continue;
    const shortest = await shrink(steps);
    assert.fail(`seed ${seed}: ${difference}\nthe shortest that fails: ${JSON.stringify(shortest)}`);
  }
});
