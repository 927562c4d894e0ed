// The step that packages the extension into out/routelens.vsix when something that goes into it is newer.
import { isFresh } from './fresh.mjs';
import { dist, inRoot, node24, vsix } from './paths.mjs';
import { runQuietly } from './run.mjs';

const contents = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  '.vscodeignore',
  'docs',
  'images',
  'syntaxes',
];

/** @type {import('./setUp.mjs').Step} */
export const vsixStep = {
  doing: 'Packaging the extension as out/routelens.vsix',
  isDone: () => isFresh(vsix, [dist, ...contents.map(name => inRoot(name))]),
  perform: async () => {
    await runQuietly(process.execPath, [inRoot('scripts', 'build.mjs'), '--production']);
    await runVsce(['package', '--no-dependencies', '--out', vsix]);
  },
};

/**
 * Runs the installed vsce under the Node that it needs. The bundles hold all dependencies, so none are packaged.
 * @param {string[]} args
 * @returns {Promise<string>} what it printed
 */
export const runVsce = args => runQuietly(node24, [inRoot('node_modules', '@vscode', 'vsce', 'vsce'), ...args]);
