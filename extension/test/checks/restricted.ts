// Restricted Mode: the folder is not trusted, and Routelens, which runs nothing of it, works all the same.
import assert from 'node:assert/strict';
import { goTo, openFile, runCommand, screenshot, searchCommands } from '../harness/workbench.ts';
import { type Check, placeOf } from './check.ts';
import { nodePortIsUnderlined } from './findings.ts';

export const restrictedChecks: readonly Check[] = [
  {
    name: 'findings show in Restricted Mode',
    run: async stage => {
      await stage.page.locator('.part.statusbar', { hasText: 'Restricted Mode' }).waitFor();
      await nodePortIsUnderlined.run(stage);
      await screenshot(stage.page, 'restricted-mode');
    },
  },
  {
    name: 'the command that starts programs is not offered in Restricted Mode',
    run: async ({ page }) => {
      const titles = await searchCommands(page, 'Routelens: ', 'Routelens: Show Chains');
      assert.ok(!titles.some(title => title.includes('Render and Check')), titles.join('\n'));
    },
  },
  {
    name: 'a trace is readable in Restricted Mode: no arrow of it is boxed as a suspicious character',
    run: async ({ page, host }) => {
      const file = '01-cluster-ip/demoapp.yaml';
      await openFile(page, file);
      const { line, column } = placeOf(host, file, 'name: demoapp-svc');
      await goTo(page, line, column);
      await runCommand(page, 'Routelens: Trace a Packet…');
      for (const question of [/^Who sends\?/, /^Where to\?/]) {
        await page.locator('.quick-input-widget:visible').getByPlaceholder(question).waitFor();
        await page.locator('.quick-input-list .monaco-list-row.focused').waitFor();
        await page.keyboard.press('Enter');
      }
      const trace = page.locator('.editor-group-container').last();
      await trace.locator('.view-line', { hasText: 'delivered to' }).first().waitFor();
      // Boxes are drawn once the text has been looked through.
      await page.waitForTimeout(1000);
      await screenshot(page, 'trace-restricted');
      assert.equal(await trace.locator('.unicode-highlight').count(), 0);
    },
  },
];
