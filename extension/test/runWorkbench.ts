// Looks at the real workbench with the packaged extension: trusted, in Restricted Mode, and as a web extension.
// usage: node extension/test/runWorkbench.ts. Ends with the line "N passed, N failed"; pictures are in out/screenshots/.
import assert from 'node:assert/strict';
import { testWorkspace, vsix } from '../../scripts/lib/paths.mjs';
import type { Check, Stage } from './checks/check.ts';
import { findingChecks } from './checks/findings.ts';
import { hoverChecks } from './checks/hover.ts';
import { navigationChecks } from './checks/navigation.ts';
import { panelChecks } from './checks/panel.ts';
import { restrictedChecks } from './checks/restricted.ts';
import { traceChecks } from './checks/trace.ts';
import { webHostChecks } from './checks/webHost.ts';
import { type HostOptions, startHost } from './harness/host.ts';
import { foreignOrigins, openWorkbench, screenshot } from './harness/workbench.ts';

const tally = { passed: 0, failed: 0 };
const noPrompt = { 'security.workspace.trust.startupPrompt': 'never' };
const inBrowser = { 'remote.extensionKind': { 'routelens.routelens': ['web'] } };

await runIn({}, [...findingChecks, ...hoverChecks, ...panelChecks, ...traceChecks, ...navigationChecks]);
await runIn({ restricted: true, settings: noPrompt }, restrictedChecks);
await runIn({ settings: inBrowser }, [...webHostChecks, ...navigationChecks]);
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed > 0 ? 1 : 0);

/** The checks share one workbench and run in order, as a person would go on. */
async function runIn(options: Omit<HostOptions, 'workspace' | 'vsix'>, checks: readonly Check[]): Promise<void> {
  const host = await startHost({ ...options, workspace: testWorkspace, vsix });
  try {
    const page = await openWorkbench(host);
    const origins = foreignOrigins(page);
    const offline = {
      name: 'nothing is asked of another machine',
      run: async () => assert.deepEqual([...origins], []),
    };
    for (const check of [...checks, offline]) await runCheck(check, { host, page });
  } finally {
    await host.close();
  }
}

async function runCheck({ name, run }: Check, stage: Stage): Promise<void> {
  try {
    await run(stage);
    tally.passed++;
    console.log(`  ✔ ${name}`);
  } catch (error) {
    tally.failed++;
    console.log(`  ✖ ${name}\n${error instanceof Error ? error.stack : error}`);
    await screenshot(stage.page, `failed-${tally.failed}`).catch(() => {});
  }
}
