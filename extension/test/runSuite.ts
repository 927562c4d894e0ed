// Runs the suite of the extension in the browser VS Code, on a copy of the demo workspace, with the extension under
// development. usage: node extension/test/runSuite.ts. Ends with the line "N passed, N failed".
import { mkdirSync } from 'node:fs';
import { inRoot, root, testWorkspace } from '../../scripts/lib/paths.mjs';
import { startHost } from './harness/host.ts';
import { runSuite } from './harness/suiteRun.ts';

const screenshots = inRoot('out', 'screenshots');
mkdirSync(screenshots, { recursive: true });

const standIns = [inRoot('extension', 'test', 'standIns', 'vscode-yaml')];
const host = await startHost({ workspace: testWorkspace, standIns, testDriver: true });
const verdict = await runSuite(host, {
  extension: root,
  entry: inRoot('out', 'test', 'suite', 'index.cjs'),
  limitMs: 180_000,
  print: text => console.log(text),
  screenshot: inRoot('out', 'screenshots', 'suite-failed.png'),
}).finally(host.close);

if (verdict.problem !== undefined) console.log(`✖ ${verdict.problem}`);
const failed = verdict.failed + (verdict.problem === undefined ? 0 : 1);
console.log(`${verdict.passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
