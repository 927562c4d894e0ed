// Opens the demo workspace with the extension loaded, after doing all set-up that is missing.
// usage: npm start              desktop VS Code when there is one, else VS Code in the browser
//        npm start -- --browser VS Code in the browser in any case
//        npm start -- --cli     the same demo in the terminal
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { desktopCommand } from './lib/desktopCode.mjs';
import { dist, out, root, testWorkspace, vsix } from './lib/paths.mjs';
import { run, runMain, say } from './lib/run.mjs';
import { setUp, steps } from './lib/setUp.mjs';
import { installVsix, startServer, writeUserSettings } from './lib/vscodeServer.mjs';
import { demoSettings } from './lib/workbenchSettings.mjs';

const options = new Set(process.argv.slice(2));

const firstSteps = [
  'Try first:',
  '  1. Open README.md in the workspace: it is a guided tour.',
  '  2. Open a Service in the folder 01-cluster-ip and rest the mouse on its name: addresses, chains and shares.',
  '  3. Press F1 and run "Routelens: Show Chains": the panel follows what you type.',
  '  4. Open the Problems view (Ctrl+Shift+M): every mistake in the workspace is there on purpose.',
].join('\n');

async function showInTerminal() {
  const workspace = path.relative(root, testWorkspace);
  const demos = [
    ['check', '--fail-on', 'never', workspace],
    ['rules', '--service', 'default/demoapp-svc', workspace],
  ];
  for (const args of demos) {
    say(`\n$ routelens ${args.join(' ')}`);
    const { status } = await run(process.execPath, [path.join(dist, 'cli.cjs'), ...args]);
    if (status !== 0) return status;
  }
  say('\nTry next: node dist/cli.cjs --help');
  return 0;
}

/** @param {{ command: string, args: string[] }} desktop */
async function showInWindow({ command, args }) {
  say(`Opening test-workspace/ in desktop VS Code (${command}).\n\n${firstSteps}`);
  mkdirSync(out, { recursive: true });
  return (await run(command, args)).status;
}

async function showInBrowser() {
  say('No desktop VS Code can be opened from here: using VS Code in the browser.');
  await setUp([steps.host, steps.vsix]);
  const stateFolder = path.join(out, 'demo');
  writeUserSettings(stateFolder, demoSettings);
  await installVsix(stateFolder, vsix);
  const token = randomBytes(16).toString('hex');
  const server = await startServer({ stateFolder, token, trusted: true });
  const query = new URLSearchParams({ tkn: token, folder: testWorkspace });
  say(`\nOpen this address in a browser on this machine:\n\n  http://${server.authority}/?${query}\n\n${firstSteps}\n`);
  say('Stop with Ctrl+C.');
  await server.exited;
  return 0;
}

await runMain(async () => {
  say('Routelens: preparing the demo.');
  await setUp([steps.npmPackages, steps.bundles]);
  if (options.has('--cli')) return showInTerminal();
  const desktop = options.has('--browser') ? undefined : await desktopCommand();
  return desktop === undefined ? showInBrowser() : showInWindow(desktop);
});
