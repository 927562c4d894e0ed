// Where things are in the checkout, for all scripts. Absolute paths only, so that no script depends on its working directory.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** @param {string[]} parts path below the root of the checkout */
export const inRoot = (...parts) => path.join(root, ...parts);

export const dist = inRoot('dist');
export const out = inRoot('out');
export const testWorkspace = inRoot('test-workspace');
export const buildStamp = inRoot('out', '.built');
export const vsix = inRoot('out', 'routelens.vsix');

/** Node 24 from the development dependencies; the system's Node may be 20, which cannot run TypeScript. */
export const node24 = inRoot('node_modules', '.bin', 'node');
