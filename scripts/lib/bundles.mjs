// The step that bundles the extension, the server, the command line and the editor test suites when a source is newer
// than the last build.
import { isFresh } from './fresh.mjs';
import { buildStamp, inRoot } from './paths.mjs';
import { runQuietly } from './run.mjs';

const sources = [
  inRoot('language-server', 'core'),
  inRoot('language-server', 'lsp'),
  inRoot('language-server', 'cli'),
  inRoot('extension'),
  inRoot('scripts', 'build.mjs'),
  inRoot('package.json'),
  inRoot('package-lock.json'),
];

/** @type {import('./setUp.mjs').Step} */
export const bundlesStep = {
  doing: 'Building the bundles in dist/',
  isDone: () => isFresh(buildStamp, sources),
  perform: async () => {
    await runQuietly(process.execPath, [inRoot('scripts', 'build.mjs')]);
  },
};
