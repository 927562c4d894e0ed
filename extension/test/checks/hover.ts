// The hover of a Service, as it is drawn.
import assert from 'node:assert/strict';
import { hoverOver, openFile, screenshot } from '../harness/workbench.ts';
import type { Check } from './check.ts';

export const hoverChecks: readonly Check[] = [
  {
    name: 'the hover of a Service shows its chain, its endpoints and their shares',
    run: async ({ page }) => {
      await openFile(page, '01-cluster-ip/demoapp.yaml');
      const hover = await hoverOver(page, 'name: demoapp-svc', 'demoapp-svc', 'KUBE-SVC-EHL433DY3T7P3MZN');
      const text = (await hover.textContent()) ?? '';
      for (const expected of ['10.97.72.1', '10.244.1.46', '10.244.2.64', '10.244.3.77', '1/3']) {
        assert.ok(text.includes(expected), `no ${expected} in the hover:\n${text}`);
      }
      await screenshot(page, 'hover');
      await page.keyboard.press('Escape');
    },
  },
];
