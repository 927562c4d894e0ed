// What has to be there before something can run, as a list of steps. Each step knows whether it is done; one that is not
// says in a line what it does and does it. Running the same steps again does and prints nothing.
import { bundlesStep } from './bundles.mjs';
import { chromiumStep } from './chromium.mjs';
import { npmPackagesStep } from './npmPackages.mjs';
import { say } from './run.mjs';
import { nativeBuildTools, optionalPackagesStep, ruleTools, systemPackagesStep } from './systemPackages.mjs';
import { installHost, isHostInstalled } from './vscodeHost.mjs';
import { vsixStep } from './vsix.mjs';

/** @typedef {{ doing: string, isDone: () => boolean, perform: () => Promise<void> }} Step */

/** @type {Step} */
const hostStep = {
  doing: 'Installing VS Code for the browser into .vscode-host/ (from npm, about a minute, once)',
  isDone: isHostInstalled,
  perform: async () => {
    await setUp([systemPackagesStep(nativeBuildTools)]);
    await installHost();
  },
};

export const steps = {
  npmPackages: npmPackagesStep,
  bundles: bundlesStep,
  vsix: vsixStep,
  host: hostStep,
  chromium: chromiumStep,
  ruleTools: optionalPackagesStep(ruleTools),
};

/** @param {readonly Step[]} list */
export async function setUp(list) {
  for (const step of list) {
    if (step.isDone()) continue;
    say(`· ${step.doing} …`);
    await step.perform();
  }
}
