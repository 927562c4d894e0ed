// Restricted Mode: the folder is not trusted, and Routelens, which runs nothing of it, works all the same.
import { screenshot } from '../harness/workbench.ts';
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
];
