// Finds the test files for `node --test`, in an order that does not depend on the file system.
import { readdirSync } from 'node:fs';
import path from 'node:path';

/** @param {string} folder @returns {string[]} full paths of all *.test.ts and *.test.mjs files below it */
export function findTests(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter(name => /\.test\.(ts|mjs)$/.test(name) && !name.split(path.sep).includes('fixtures'))
    .sort()
    .map(name => path.join(folder, name));
}
