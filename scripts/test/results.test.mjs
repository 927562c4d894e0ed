// What counts as a failure: the result of `npm test` is worth only as much as this.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { isFresh } from '../lib/fresh.mjs';
import { judge, runTestFiles } from '../lib/testParts.mjs';

describe('judge', () => {
  it('takes passed tests and a clean end as they are', () => {
    assert.deepEqual(judge(0, { passed: 3, failed: 0 }), { passed: 3, failed: 0 });
    assert.deepEqual(judge(1, { passed: 3, failed: 2 }), { passed: 3, failed: 2 });
  });

  it('adds a failure where no test accounts for it', () => {
    assert.deepEqual(judge(1, { passed: 3, failed: 0 }), { passed: 3, failed: 1 });
    assert.deepEqual(judge(0, { passed: 0, failed: 0 }), { passed: 0, failed: 1 });
  });
});

describe('runTestFiles', () => {
  /** @param {string} source text of one test file */
  const outcome = async source => {
    const folder = mkdtempSync(path.join(tmpdir(), 'routelens-tests-'));
    const file = path.join(folder, 'sample.test.mjs');
    writeFileSync(file, source);
    const tally = await runTestFiles([file], { countsFile: path.join(folder, 'counts.json'), show: false });
    rmSync(folder, { recursive: true });
    return tally;
  };
  const header = "import { it } from 'node:test';\n";

  it('counts what passed and what failed, and what was skipped as neither', async () => {
    const source = `${header}it('a', () => {}); it('b', () => { throw new Error('no'); }); it.skip('c', () => {});`;
    assert.deepEqual(await outcome(source), { passed: 1, failed: 1 });
  });

  it('counts a file that breaks off as a failure', async () => {
    assert.equal((await outcome(`${header}it('a', () => {}); process.kill(process.pid, 'SIGKILL');`)).failed, 1);
    assert.equal((await outcome('this is no JavaScript')).failed, 1);
  });
});

describe('isFresh', () => {
  it('compares a product with the newest of its sources', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'routelens-fresh-'));
    const [product, source] = [path.join(folder, 'product'), path.join(folder, 'source')];
    writeFileSync(source, '');
    assert.equal(isFresh(product, [source]), false);
    writeFileSync(product, '');
    utimesSync(product, 2000, 2000);
    utimesSync(source, 1000, 1000);
    assert.equal(isFresh(product, [source]), true);
    utimesSync(source, 3000, 3000);
    assert.equal(isFresh(product, [source]), false);
    rmSync(folder, { recursive: true });
  });
});
