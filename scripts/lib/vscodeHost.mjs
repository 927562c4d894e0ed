// The VS Code that `npm start` shows in a browser and that the editor tests drive: the server and workbench from the npm
// package code-server, with the Node release it is built for. In: nothing. Out: a folder below .vscode-host/, one per version.
// A stamp file is written last, so a broken installation is never taken for a whole one.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { PlainError, runQuietly } from './run.mjs';

const codeServer = 'code-server@4.139.1';
const nodePackage = `node-linux-${process.arch}`;
const node = `${nodePackage}@24.21.0`;
// Raised when the steps below change, so that installations made by older ones are replaced.
const recipe = 1;

const folder = inRoot('.vscode-host', `${codeServer}-${process.arch}`);
const stampFile = path.join(folder, '.stamp');
const stamp = `${codeServer} ${node} recipe ${recipe}\n`;
const vscodeFolder = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

export const hostNode = path.join(folder, 'node_modules', nodePackage, 'bin', 'node');
export const hostServer = path.join(vscodeFolder, 'out', 'server-main.js');

/** The two native modules without which the server writes no logs and offers no output channels. */
const nativeModules = ['@vscode/spdlog', '@vscode/native-watchdog'];

export const isHostInstalled = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;

export async function installHost() {
  if (process.platform !== 'linux') {
    throw new PlainError(
      'VS Code in the browser needs Linux here: install desktop VS Code with its `code` command instead.',
    );
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "name": "vscode-host" }\n');
  const env = { PATH: `${path.dirname(hostNode)}${path.delimiter}${process.env.PATH}`, ...quietNpm };
  // code-server's own install script would build modules that only a desktop needs, against X11 and Kerberos headers.
  await runQuietly('npm', ['install', '--ignore-scripts', '--no-save', '--no-package-lock', codeServer, node], {
    cwd: folder,
    env,
  });
  // `npm ci` refuses here: the lock file that ships with code-server misses a package.
  await runQuietly('npm', ['install', '--ignore-scripts', '--omit=dev'], { cwd: vscodeFolder, env });
  // The headers must be those of the Node that loads the modules; a user's .npmrc may name those of another release.
  const nodeHome = path.dirname(path.dirname(hostNode));
  await runQuietly('npm', ['rebuild', ...nativeModules, `--nodedir=${nodeHome}`], { cwd: vscodeFolder, env });
  const loadAll = nativeModules.map(name => `require('${name}');`).join('');
  await runQuietly(hostNode, ['-e', loadAll], { cwd: vscodeFolder });
  writeFileSync(stampFile, stamp);
}

const quietNpm = {
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_loglevel: 'error',
  npm_config_update_notifier: 'false',
};
