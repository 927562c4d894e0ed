// Decides whether something made from files is older than the files it was made from.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * @param {string} file
 * @returns {number | undefined} time of the last change in ms, undefined when there is no such file
 */
export const modifiedAt = file => statSync(file, { throwIfNoEntry: false })?.mtimeMs;

/**
 * The latest change among files, and among all files and folders below folders (a removed file changes its folder).
 * @param {readonly string[]} paths those that do not exist count as never changed
 * @returns {number}
 */
export function newest(paths) {
  let latest = 0;
  for (const entry of paths) {
    const stats = statSync(entry, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    latest = Math.max(latest, stats.mtimeMs);
    if (stats.isDirectory()) latest = Math.max(latest, newest(readdirSync(entry).map(name => path.join(entry, name))));
  }
  return latest;
}

/**
 * @param {string} product @param {readonly string[]} sources
 * @returns {boolean} whether the product exists and nothing it is made from changed since
 */
export function isFresh(product, sources) {
  const made = modifiedAt(product);
  return made !== undefined && made >= newest(sources);
}
