// The harness tested by itself: suites that fail in the ways a run can fail, each of which must be seen as a failure,
// and one that passes. All run in one VS Code, the one that hangs last. Ends with the line "N passed, N failed".
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { type Host, startHost } from './host.ts';
import { runSuite, type SuiteVerdict } from './suiteRun.ts';

interface SelfTest {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  readonly problem: RegExp | undefined;
}

const selfTests: readonly SelfTest[] = [
  { suite: 'passing', passed: 1, failed: 0, problem: undefined },
  { suite: 'failing', passed: 1, failed: 1, problem: undefined },
  { suite: 'empty', passed: 0, failed: 0, problem: /no test ran/ },
  { suite: 'missing', passed: 0, failed: 0, problem: /reported no tests/ },
  { suite: 'killed', passed: 0, failed: 0, problem: /reported no tests/ },
  { suite: 'hanging', passed: 0, failed: 0, problem: /no end within/ },
];

// Long enough for the others on a slow machine; the one that hangs is known to have started well within its limit.
const limitMs = (suite: string): number => (suite === 'hanging' ? 10_000 : 60_000);

const folder = mkdtempSync(path.join(tmpdir(), 'routelens-self-test-'));
const workspace = path.join(folder, 'workspace');
const extension = path.join(folder, 'extension');
for (const name of [workspace, extension]) mkdirSync(name);
const manifest = { name: 'self-test', publisher: 'routelens', version: '0.0.0', engines: { vscode: '*' } };
writeFileSync(path.join(extension, 'package.json'), JSON.stringify(manifest));

const host = await startHost({ workspace, testDriver: true });
let failed = 0;
try {
  for (const selfTest of selfTests) {
    const complaint = await check(host, selfTest);
    if (complaint !== undefined) failed++;
    console.log(complaint === undefined ? `  ✔ ${selfTest.suite}` : `  ✖ ${selfTest.suite}: ${complaint}`);
  }
} finally {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${selfTests.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function check(host: Host, { suite, passed, failed, problem }: SelfTest): Promise<string | undefined> {
  const entry = inRoot('out', 'test', 'selfTest', suite, 'index.cjs');
  const verdict = await runSuite(host, { extension, entry, limitMs: limitMs(suite) });
  const asExpected = verdict.passed === passed && verdict.failed === failed && matches(verdict, problem);
  return asExpected ? undefined : `unexpected verdict ${JSON.stringify(verdict)}`;
}

function matches({ problem }: SuiteVerdict, expected: RegExp | undefined): boolean {
  return expected === undefined ? problem === undefined : problem !== undefined && expected.test(problem);
}
