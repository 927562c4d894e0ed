// Restricted Mode: the folder is not trusted, and Routelens, which runs nothing of it, works all the same.
import assert from 'node:assert/strict';
import { screenshot, searchCommands } from '../harness/workbench.ts';
import type { Check } from './check.ts';
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
];
