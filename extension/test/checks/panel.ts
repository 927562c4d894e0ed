// The panel with the chains of a Service: drawn, following an edit that is not saved, and leading back to the YAML.
import type { Locator, Page } from 'playwright-core';
import { goTo, openFile, runCommand, screenshot, waitForCursor, webview } from '../harness/workbench.ts';
import { type Check, placeOf } from './check.ts';

const demo = '01-cluster-ip/demoapp.yaml';

/** A box of the picture, by text that it holds. */
const box = (page: Page, text: string): Locator => webview(page).locator('.node', { hasText: text }).first();

export const panelChecks: readonly Check[] = [
  {
    name: 'the panel draws the chains of the Service under the cursor',
    run: async ({ page, host }) => {
      await page.keyboard.press('Control+B');
      await openFile(page, demo);
      const { line, column } = placeOf(host, demo, 'name: demoapp-svc');
      await goTo(page, line, column);
      await runCommand(page, 'Routelens: Show Chains');
      await webview(page).locator('h1', { hasText: 'demoapp-svc' }).waitFor();
      for (const text of ['EHL433DY3T7P3MZN', '10.244.1.46', '10.244.2.64', '10.244.3.77'])
        await box(page, text).waitFor();
      await box(page, 'EHL433DY3T7P3MZN').hover();
      await screenshot(page, 'panel');
    },
  },
  {
    name: 'the panel follows an edit that is not saved',
    run: async ({ page, host }) => {
      const address = '10.244.3.77';
      const { line, column } = placeOf(host, demo, address);
      await page.locator('.tab', { hasText: 'demoapp.yaml' }).first().click();
      await goTo(page, line, column + address.length);
      await page.keyboard.press('Backspace');
      await page.keyboard.type('8');
      await box(page, '10.244.3.78').waitFor();
      await box(page, address).waitFor({ state: 'detached' });
      await screenshot(page, 'panel-after-edit');
    },
  },
  {
    name: 'a click in the panel moves the cursor to the line that made the box',
    run: async ({ page, host }) => {
      await box(page, '10.244.2.64').click();
      await waitForCursor(page, placeOf(host, demo, '10.244.2.64').line);
    },
  },
];
