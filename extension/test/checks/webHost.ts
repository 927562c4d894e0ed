// The web extension host: extension and language server run as workers in the browser, without a file system.
import assert from 'node:assert/strict';
import { notification, runCommand, screenshot } from '../harness/workbench.ts';
import type { Check } from './check.ts';
import { nodePortIsUnderlined } from './findings.ts';

export const webHostChecks: readonly Check[] = [
  {
    name: 'findings show where the extension runs in the browser',
    run: async stage => {
      await nodePortIsUnderlined.run(stage);
      await screenshot(stage.page, 'web-host');
      const started = stage.host.serverProcesses().filter(command => command.includes('dist/server.cjs'));
      assert.deepEqual(started, [], 'the language server also runs outside the browser');
    },
  },
  {
    name: 'where no program can be started, rendering says so',
    run: async ({ page }) => {
      await runCommand(page, 'Routelens: Render and Check…');
      await notification(page, 'open the folder in VS Code on a desktop or a remote host').waitFor();
    },
  },
];
