// Walking from file to file by the keys that people use: to the definition, and renaming with all that is meant.
import type { Page } from 'playwright-core';
import type { Host } from '../harness/host.ts';
import { editorLine, goTo, openFile, screenshot, waitForCursor } from '../harness/workbench.ts';
import { type Check, placeOf } from './check.ts';

const ingress = '07-from-outside/ingress.yaml';
const demo = '01-cluster-ip/demoapp.yaml';
const report = '04-traffic-policies/both-local.yaml';

/** Puts the cursor into the value of a field. */
async function goToValue(page: Page, host: Host, file: string, field: string): Promise<void> {
  await openFile(page, file);
  const { line, column } = placeOf(host, file, field);
  await goTo(page, line, column + field.indexOf(':') + 3);
}

async function typeNewName(page: Page, name: string): Promise<void> {
  const box = page.locator('.rename-box input.rename-input');
  await box.fill(name);
  await box.press('Enter');
}

export const navigationChecks: readonly Check[] = [
  {
    name: 'F12 on a backend leads to the Service in its file',
    run: async ({ page, host }) => {
      await goToValue(page, host, ingress, 'name: demoapp-svc');
      await page.keyboard.press('F12');
      await page.locator('.tab.active', { hasText: 'demoapp.yaml' }).waitFor();
      await waitForCursor(page, placeOf(host, demo, 'name: demoapp-svc').line);
    },
  },
  {
    name: 'the call hierarchy of a Service shows the Ingress that calls it',
    run: async ({ page, host }) => {
      await goToValue(page, host, report, 'name: report');
      await page.keyboard.press('Shift+Alt+H');
      await page.locator('.part.sidebar .monaco-list-row', { hasText: 'Ingress · default' }).waitFor();
      await screenshot(page, 'call-hierarchy');
    },
  },
  {
    name: 'F2 renames a Service in the files that name it',
    run: async ({ page, host }) => {
      await goToValue(page, host, demo, 'name: demoapp-svc');
      await page.keyboard.press('F2');
      await typeNewName(page, 'shop');
      await editorLine(page, 'kubernetes.io/service-name: shop').waitFor();
      await page.locator('.tab', { hasText: 'ingress.yaml' }).first().click();
      await editorLine(page, 'name: shop').waitFor();
    },
  },
  {
    name: 'a rename that reaches into the environment of a workload is shown before it is done',
    run: async ({ page, host }) => {
      await goToValue(page, host, report, 'value: cache.default.svc');
      await page.keyboard.press('F2');
      await typeNewName(page, 'store');
      const changes = page.locator('.part.panel .monaco-list-row');
      await changes.filter({ hasText: 'store.default.svc:6379' }).waitFor();
      await changes.filter({ hasText: 'name: cachestore' }).waitFor();
      await screenshot(page, 'rename-preview');
      await page.keyboard.press('Escape');
    },
  },
];
