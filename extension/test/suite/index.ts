// Entry point of a test run inside VS Code's extension host: runs every *.test.cjs bundle beside it with Mocha.
// The exit status of an extension host says too little (one that is killed ends with 0), so a line reports what ran.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { formatProgress, formatResult, type SuiteResult } from './report.ts';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', color: false, reporter: ProgressReporter, timeout: 20_000 });
  const tests = readdirSync(__dirname).filter(name => name.endsWith('.test.cjs'));
  for (const name of tests.sort()) mocha.addFile(path.join(__dirname, name));
  const result = await runAll(mocha);
  console.log(formatResult(result));
  if (result.failed > 0 || result.passed === 0) throw new Error(`${result.passed} passed, ${result.failed} failed`);
}

function runAll(mocha: Mocha): Promise<SuiteResult> {
  return new Promise(resolve => {
    const runner = mocha.run(failed => resolve({ passed: runner.stats?.passes ?? 0, failed }));
  });
}

/** Mocha's own reporters leave the formatting to a console that the workbench does not have. */
class ProgressReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on('pass', test => print(`  ✔ ${test.fullTitle()}`));
    runner.on('fail', (test, error: Error) => print(`  ✖ ${test.fullTitle()}\n${error.stack ?? error.message}`));
  }
}

const print = (text: string): void => console.log(formatProgress(text));
