// Drives VS Code's workbench as a person does: by keyboard, mouse and what is on the screen. In: a page of a started
// host. Each function waits until the workbench shows what was asked for, and throws after the page's time limit.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import type { Host } from './host.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

const limitMs = 30_000;

/** Opens the workbench on the host's workspace. */
export async function openWorkbench(host: Host): Promise<Page> {
  const page = await host.newPage();
  page.setDefaultTimeout(limitMs);
  await page.goto(host.address());
  await page.locator('.monaco-workbench .part.statusbar').waitFor();
  return page;
}

export async function openFile(page: Page, file: string): Promise<void> {
  await page.keyboard.press('Control+P');
  await fillQuickInput(page, file);
  await quickInputRow(page, path.basename(file)).click();
  await page.locator('.tab.active', { hasText: path.basename(file) }).waitFor();
  await page.locator('.editor-group-container.active .view-lines .view-line').first().waitFor();
}

/** Runs a command by the title that the command palette shows. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await fillQuickInput(page, `>${title}`);
  await quickInputRow(page, title).click();
}

/** What the command palette lists for a text, once a title is in it; the palette is closed again. */
export async function searchCommands(page: Page, text: string, expected: string): Promise<readonly string[]> {
  await page.keyboard.press('F1');
  await fillQuickInput(page, `>${text}`);
  await quickInputRow(page, expected).waitFor();
  const titles = await page.locator('.quick-input-list .monaco-list-row').allTextContents();
  await page.keyboard.press('Escape');
  return titles;
}

export const notification = (page: Page, text: string): Locator =>
  page.locator('.notification-toast', { hasText: text }).first();

/** Puts the cursor at a place of the active editor, both counted from 1. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  await page.keyboard.press('Control+G');
  await fillQuickInput(page, `:${line}:${column}`);
  await page.keyboard.press('Enter');
  await waitForCursor(page, line, column);
}

export async function waitForCursor(page: Page, line: number, column?: number): Promise<void> {
  const place = column === undefined ? `Ln ${line},` : `Ln ${line}, Col ${column}`;
  await page.locator('.part.statusbar', { hasText: place }).waitFor();
}

async function fillQuickInput(page: Page, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible .quick-input-filter input').first();
  await input.waitFor();
  await input.fill(text);
}

const quickInputRow = (page: Page, text: string): Locator =>
  page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

export const squiggles = (page: Page, severity: Severity): Locator =>
  page.locator(`.editor-group-container .monaco-editor .squiggly-${severity}`);

/** The line of the editor that holds a text. */
export const editorLine = (page: Page, text: string): Locator =>
  page.locator('.editor-group-container .view-lines .view-line', { hasText: text }).first();

/** Rests the mouse on a word of a line and returns the hover once it shows a text. */
export async function hoverOver(page: Page, line: string, word: string, expected: string | RegExp): Promise<Locator> {
  await editorLine(page, line).locator('span span', { hasText: word }).last().hover();
  const hover = page.locator('.monaco-hover:visible', { hasText: expected }).first();
  await hover.waitFor();
  return hover;
}

/** Opens the Problems view and returns the first row that holds a text. */
export async function problem(page: Page, text: string): Promise<Locator> {
  await runCommand(page, 'Problems: Focus on Problems View');
  // The list holds only the rows in sight, so it is filtered and not searched. A view that is just being focused may put
  // its earlier filter back, so the text is entered again until it holds.
  const filter = page.locator('.part.panel').getByPlaceholder(/^Filter/);
  const row = page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
  for (let attemptsLeft = 5; ; attemptsLeft--) {
    await filter.fill('');
    await filter.fill(text);
    try {
      await row.waitFor({ timeout: 6000 });
      return row;
    } catch (error) {
      if (attemptsLeft === 0) throw error;
    }
  }
}

export async function closeProblems(page: Page): Promise<void> {
  await runCommand(page, 'View: Hide Panel');
  await page.locator('.part.panel').waitFor({ state: 'hidden' });
}

/** Applies a quick fix at the cursor, by the title that the menu shows; `atMenu` sees the open menu. */
export async function applyQuickFix(page: Page, title: RegExp, atMenu?: () => Promise<void>): Promise<void> {
  await page.keyboard.press('Control+.');
  const entry = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  await entry.waitFor();
  await atMenu?.();
  await entry.click();
}

/** The document of the webview that is shown: an outer frame isolates it, the inner one is the extension's. */
export const webview = (page: Page): FrameLocator =>
  page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');

/** Keeps a picture of the workbench in out/screenshots/. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = inRoot('out', 'screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

/** Origins other than this machine that a page asks for something from now on; VS Code must need none. */
export function foreignOrigins(page: Page): ReadonlySet<string> {
  const origins = new Set<string>();
  page.context().on('request', request => {
    const { protocol, hostname, origin } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1' && !isWebviewResource(hostname))
      origins.add(origin);
  });
  return origins;
}

/** Answered inside the browser by the service worker of the webview. */
const isWebviewResource = (hostname: string): boolean => hostname.endsWith('.vscode-resource.vscode-cdn.net');
