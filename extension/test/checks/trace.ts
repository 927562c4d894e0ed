// A packet traced by choosing sender and destination, and the way from the answer back to the YAML.
import type { Page } from 'playwright-core';
import { editorLine, goTo, hoverOver, openFile, runCommand, screenshot, waitForCursor } from '../harness/workbench.ts';
import { type Check, placeOf } from './check.ts';

const local = '04-traffic-policies/local.yaml';

async function choose(page: Page, question: RegExp, text: string): Promise<void> {
  await page.locator('.quick-input-widget:visible').getByPlaceholder(question).fill(text);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().waitFor();
  await page.keyboard.press('Enter');
}

const quickInput = (page: Page) => page.locator('.quick-input-widget:visible');

export const traceChecks: readonly Check[] = [
  {
    name: 'what is typed for a trace is judged at once, and the second question leads back to the first',
    run: async ({ page, host }) => {
      await openFile(page, local);
      const { line, column } = placeOf(host, local, 'name: demoapp-external-local');
      await goTo(page, line, column);
      await runCommand(page, 'Routelens: Trace a Packet…');
      const sender = quickInput(page).getByPlaceholder(/^Who sends\?/);
      await sender.fill('client:10.244');
      await quickInput(page).getByText('"10.244" in "client:10.244" is no IP address').waitFor();
      await page.keyboard.press('Enter');
      await choose(page, /^Who sends\?/, '10.244.1.99');
      await quickInput(page)
        .getByPlaceholder(/^Where to\?/)
        .waitFor();
      await quickInput(page).locator('.quick-input-titlebar .action-label').first().click();
      await sender.waitFor();
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'a hover and the line above a Service lead to a trace of it',
    run: async ({ page, host }) => {
      const file = '01-cluster-ip/demoapp.yaml';
      await openFile(page, file);
      const { line, column } = placeOf(host, file, 'name: demoapp-svc');
      await goTo(page, line, column);
      const isAsked = async () => {
        await quickInput(page).getByText('Trace a packet: default/demoapp-svc').waitFor();
        await page.keyboard.press('Escape');
        await quickInput(page).waitFor({ state: 'hidden' });
      };
      const hover = await hoverOver(page, 'name: demoapp-svc', 'demoapp-svc', 'KUBE-SVC-EHL433DY3T7P3MZN');
      await hover.getByText('Trace a packet').first().click();
      await isAsked();
      await goTo(page, line, column);
      await page.locator('.codelens-decoration a', { hasText: 'Trace a packet' }).first().click();
      await isAsked();
    },
  },
  {
    name: 'a packet is traced from a chosen sender to a chosen destination',
    run: async ({ page, host }) => {
      await openFile(page, local);
      const { line, column } = placeOf(host, local, 'name: demoapp-external-local');
      await goTo(page, line, column);
      await runCommand(page, 'Routelens: Trace a Packet…');
      await choose(page, /^Who sends\?/, 'a client outside, at node-b');
      await page
        .locator('.quick-input-widget:visible')
        .getByPlaceholder(/^Where to\?/)
        .waitFor();
      await screenshot(page, 'trace-choices');
      await choose(page, /^Where to\?/, 'demoapp-external-local:http by node port');
      await editorLine(page, 'delivered to 10.244.2.64:80').waitFor();
      await screenshot(page, 'trace');
    },
  },
  {
    name: 'a link of the trace leads to the line that made the rule',
    run: async ({ page, host }) => {
      const link = editorLine(page, 'delivered to 10.244.2.64:80').locator('.detected-link').first();
      await page.keyboard.down('Control');
      await link.click();
      await page.keyboard.up('Control');
      await waitForCursor(page, placeOf(host, local, '10.244.2.64').line);
    },
  },
];
