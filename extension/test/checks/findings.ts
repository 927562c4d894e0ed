// Findings as a person meets them: under the text, in the Problems view, in the menu of quick fixes.
import assert from 'node:assert/strict';
import {
  applyQuickFix,
  closeProblems,
  editorLine,
  goTo,
  openFile,
  problem,
  screenshot,
  squiggles,
} from '../harness/workbench.ts';
import { type Check, placeOf } from './check.ts';

const wrongNodePorts = '02-node-port/node-port.yaml';
const wrongSelector = '08-selectors/typo.yaml';

/** Squiggles are drawn only where the editor has scrolled to. */
export const nodePortIsUnderlined: Check = {
  name: 'a node port outside the range is underlined',
  run: async ({ page, host }) => {
    await openFile(page, wrongNodePorts);
    const { line, column } = placeOf(host, wrongNodePorts, 'nodePort: 8080');
    await goTo(page, line, column);
    await squiggles(page, 'error').first().waitFor();
  },
};

export const findingChecks: readonly Check[] = [
  nodePortIsUnderlined,
  {
    name: 'the Problems view names the rule, also for files that are not open',
    run: async ({ page }) => {
      const row = await problem(page, 'node-port-out-of-range');
      assert.match((await row.textContent()) ?? '', /8080/);
      await problem(page, 'selector-no-match');
      await screenshot(page, 'problems');
      await closeProblems(page);
    },
  },
  {
    name: 'a quick fix is applied and the squiggle is gone',
    run: async ({ page, host }) => {
      await openFile(page, wrongSelector);
      await squiggles(page, 'warning').first().waitFor();
      const { line, column } = placeOf(host, wrongSelector, 'selector:');
      await goTo(page, line, column);
      await applyQuickFix(page, /demoapp/, () => screenshot(page, 'finding'));
      await squiggles(page, 'warning').waitFor({ state: 'detached' });
      await editorLine(page, 'app: demoapp').waitFor();
    },
  },
];
