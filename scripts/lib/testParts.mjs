// The parts of `npm test`: what each needs and how it is run. A part prints its own details and returns how many of its
// tests passed and failed. A part that ran no test or broke off has failed: see `judge`.
import { readFileSync, rmSync } from 'node:fs';
import { checkPackage } from './packageCheck.mjs';
import { inRoot, node24 } from './paths.mjs';
import { capture, run, say } from './run.mjs';
import { steps } from './setUp.mjs';
import { findTests } from './unitTests.mjs';

/** @typedef {{ passed: number, failed: number }} Tally */
/** @typedef {{ name: string, title: string, needs: readonly import('./setUp.mjs').Step[], run: () => Promise<Tally> }} Part */

/** @param {number} status @param {Tally} tally @returns {Tally} with a failure added for one that no test accounts for */
export function judge(status, { passed, failed }) {
  const unexplained = failed === 0 && (status !== 0 || passed === 0);
  return { passed, failed: failed + (unexplained ? 1 : 0) };
}

/**
 * A tool whose exit status is its only result counts as one test.
 * @param {string} command @param {string[]} args
 */
async function oneCheck(command, args) {
  const { status } = await run(command, args);
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** @param {string} script a program of extension/test that ends with the line "N passed, N failed" */
async function editorTests(script) {
  const { status, output } = await run(node24, [inRoot('extension', 'test', script)]);
  const closing = /(\d+) passed, (\d+) failed\s*$/.exec(output);
  return judge(status, { passed: Number(closing?.[1] ?? 0), failed: Number(closing?.[2] ?? 0) });
}

/**
 * Runs test files under the test runner of Node 24, which runs TypeScript as it is.
 * @param {readonly string[]} files @param {{ countsFile: string, show: boolean, flags?: readonly string[] }} options
 */
export async function runTestFiles(files, { countsFile, show, flags = [] }) {
  const reporters = ['--test-reporter=dot', '--test-reporter-destination=stdout'];
  reporters.push(`--test-reporter=${inRoot('scripts', 'lib', 'countReporter.mjs')}`);
  reporters.push(`--test-reporter-destination=${countsFile}`);
  rmSync(countsFile, { force: true });
  // Inside a test of the runner itself, this would make it report to the outer one.
  const env = { NODE_TEST_CONTEXT: undefined };
  const { status } = await (show ? run : capture)(node24, ['--test', ...flags, ...reporters, ...files], { env });
  const { skipped = [], notes = [], ...tally } = readCounts(countsFile);
  if (show) for (const line of notes) say(`· ${line}`);
  if (show) for (const line of skipped) say(`· not run: ${line}`);
  // Tests that cannot run here have said so; they are neither passed nor failed.
  const allSkipped = status === 0 && skipped.length > 0 && tally.passed + tally.failed === 0;
  return allSkipped ? tally : judge(status, tally);
}

/** Tests that load rules into a kernel and send packets: they measure time, so they get the machine for themselves. */
const kernelFolder = inRoot('language-server', 'test', 'kernel');

function unitTests() {
  const files = ['language-server/test', 'scripts/test']
    .flatMap(folder => findTests(inRoot(folder)))
    .filter(file => !file.startsWith(kernelFolder));
  return runTestFiles(files, { countsFile: inRoot('out', 'unit-tests.json'), show: true });
}

function kernelTests() {
  const options = { countsFile: inRoot('out', 'kernel-tests.json'), show: true, flags: ['--test-concurrency=1'] };
  return runTestFiles(findTests(kernelFolder), options);
}

/** @param {string} file @returns {Tally & { skipped?: readonly string[], notes?: readonly string[] }} */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0 };
  }
}

const { npmPackages, bundles, vsix, host, chromium, ruleTools } = steps;

/** @type {readonly Part[]} */
export const parts = [
  {
    name: 'types',
    title: 'Type check',
    needs: [npmPackages],
    run: () => oneCheck(inRoot('node_modules', '.bin', 'tsc'), ['-b']),
  },
  {
    name: 'lint',
    title: 'Lint',
    needs: [npmPackages],
    run: () => oneCheck(inRoot('node_modules', '.bin', 'biome'), ['check', '--error-on-warnings', '.']),
  },
  {
    name: 'unit',
    title: 'Unit, golden and language server tests',
    needs: [npmPackages, bundles],
    run: unitTests,
  },
  {
    name: 'kernel',
    title: 'Rules and packets in a real kernel',
    needs: [npmPackages, ruleTools],
    run: kernelTests,
  },
  {
    name: 'package',
    title: 'Contents of the package',
    needs: [npmPackages, bundles],
    run: checkPackage,
  },
  {
    name: 'harness',
    title: 'The editor tests notice every way to fail',
    needs: [npmPackages, bundles, host, chromium],
    run: () => editorTests('harness/selfTest.ts'),
  },
  {
    name: 'editor',
    title: 'The extension in an extension host',
    needs: [npmPackages, bundles, host, chromium],
    run: () => editorTests('runSuite.ts'),
  },
  {
    name: 'workbench',
    title: 'The packaged extension in the workbench',
    needs: [npmPackages, bundles, host, chromium, vsix],
    run: () => editorTests('runWorkbench.ts'),
  },
];
