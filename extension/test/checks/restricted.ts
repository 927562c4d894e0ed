// Restricted Mode: the folder is not trusted, and Routelens, which runs nothing of it, works all the same.
import { openFile, screenshot, squiggles } from '../harness/workbench.ts';
import type { Check } from './check.ts';

export const restrictedChecks: readonly Check[] = [
  {
    name: 'findings show in Restricted Mode',
    run: async ({ page }) => {
      await page.locator('.part.statusbar', { hasText: 'Restricted Mode' }).waitFor();
      await openFile(page, '02-node-port/node-port.yaml');
      await squiggles(page, 'error').first().waitFor();
      await screenshot(page, 'restricted-mode');
    },
  },
];
