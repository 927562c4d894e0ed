// No regular expression of the product may take more than linear time, whatever text it meets. Each one is analysed and
// attacked by recheck, which counts the steps of a matcher on texts that it pumps up; its time plays no part.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'acorn';
import { full } from 'acorn-walk';
import { transformSync } from 'esbuild';
import { checkSync } from 'recheck';
import { productFiles } from './support/productFiles.mjs';

/** @param {string} file @returns {{ pattern: string, flags: string }[]} */
function literalsOf(file) {
  const text = transformSync(readFileSync(file, 'utf8'), { loader: 'ts' }).code;
  /** @type {{ pattern: string, flags: string }[]} */
  const found = [];
  full(parse(text, { ecmaVersion: 'latest', sourceType: 'module' }), node => {
    if (node.type === 'Literal' && 'regex' in node && node.regex) found.push(node.regex);
  });
  return found;
}

/** @param {string} pattern @param {string} flags @returns {string | undefined} a text that takes more than linear time */
function attackOn(pattern, flags) {
  // The analysis does not know these flags, which change nothing about the time.
  const result = checkSync(pattern, flags.replace(/[dv]/g, ''), { timeout: 30_000 });
  if (result.status === 'safe') return undefined;
  return result.status === 'vulnerable' ? result.attack.pattern : `not known: ${result.error.kind}`;
}

test('the check finds what grows', () => {
  assert.notEqual(attackOn('^(a|aa)+$', ''), undefined);
  assert.notEqual(attackOn('\\s+$', ''), undefined);
  assert.equal(attackOn('^a+$', ''), undefined);
});

test('every regular expression takes linear time', () => {
  const places = new Map();
  for (const file of productFiles()) {
    for (const { pattern, flags } of literalsOf(file)) {
      const key = `/${pattern}/${flags}`;
      places.set(key, { pattern, flags, file });
    }
  }
  assert.ok(places.size > 100, 'the expressions are found');
  const slow = [...places].flatMap(([key, { pattern, flags, file }]) => {
    const attack = attackOn(pattern, flags);
    return attack === undefined ? [] : [`${file}: ${key} grows with ${attack}`];
  });
  assert.deepEqual(slow, []);
});
