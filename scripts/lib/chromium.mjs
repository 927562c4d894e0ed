// The browser of the editor tests: CHROMIUM names one, else one on the PATH, else the one that playwright keeps.
// Missing, it comes from Debian's packages or by playwright's own download.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { inRoot, node24 } from './paths.mjs';
import { capture, findOnPath, PlainError } from './run.mjs';
import { aptInstall, canUseApt } from './systemPackages.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApplication = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** @returns {string | undefined} the full path of a browser that the tests can drive */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of names) {
    const found = findOnPath(name);
    if (found !== undefined) return found;
  }
  return [macApplication, playwrightChromium()].find(file => file !== undefined && existsSync(file));
}

/** Loaded on demand: this module is also used before the npm packages are installed. */
function playwrightChromium() {
  try {
    return createRequire(import.meta.url)('playwright-core').chromium.executablePath();
  } catch {
    return undefined;
  }
}

/** @type {import('./setUp.mjs').Step} */
export const chromiumStep = {
  doing: 'Installing Chromium for the editor tests',
  isDone: () => findChromium() !== undefined,
  perform: async () => {
    if (canUseApt()) return aptInstall(['chromium']);
    const { status } = await capture(node24, [
      inRoot('node_modules', 'playwright-core', 'cli.js'),
      'install',
      'chromium',
    ]);
    if (status === 0 && findChromium() !== undefined) return;
    throw new PlainError(
      'Missing for the editor tests: Chromium. Install it, or name one: CHROMIUM=/path/to/chromium.',
    );
  },
};
