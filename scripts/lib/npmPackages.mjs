// The step that installs what package-lock.json names. npm records what it installed in node_modules/.package-lock.json:
// comparing the two needs no time stamps, which a clone, a cache or a copy would change.
import { readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { runQuietly } from './run.mjs';

/** @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} LockedPackages */

/** @type {import('./setUp.mjs').Step} */
export const npmPackagesStep = {
  doing: 'Installing npm packages (npm ci)',
  isDone: () => {
    const installed = readPackages(inRoot('node_modules', '.package-lock.json'));
    return installed !== undefined && matches(readPackages(inRoot('package-lock.json')) ?? {}, installed);
  },
  perform: async () => {
    await runQuietly('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  },
};

/** @param {string} lockFile @returns {LockedPackages | undefined} */
function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Optional packages may be absent (they are for other platforms), but not of another version.
 * @param {LockedPackages} wanted @param {LockedPackages} installed
 */
function matches(wanted, installed) {
  return Object.entries(wanted).every(([folder, { version, optional = false }]) => {
    if (folder === '') return true;
    const present = installed[folder];
    return present === undefined ? optional : present.version === version;
  });
}
