// Finds a desktop VS Code that can open the demo, and says how. In: the PATH and the environment. Out: a command line.
// The `code` of a remote session only forwards files to a window elsewhere: it knows no --extensionDevelopmentPath.
import { closeSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { inRoot, out, root, testWorkspace } from './paths.mjs';
import { capture, findOnPath } from './run.mjs';

/** @returns {Promise<{ command: string, args: string[] } | undefined>} undefined where no window could be opened */
export async function desktopCommand() {
  const command = findOnPath('code');
  if (command === undefined || !hasDisplay() || isRemoteShim(command)) return undefined;
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox', '--user-data-dir', path.join(out, 'desktop-profile')] : [];
  const { status, output } = await capture(command, ['--version', ...asRoot]);
  if (status !== 0 || !isSupported(output)) return undefined;
  return { command, args: [...asRoot, '--new-window', `--extensionDevelopmentPath=${root}`, testWorkspace] };
}

/** @param {string} output of `code --version`: the release stands alone in a line */
function isSupported(output) {
  const { engines } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const [wantedMajor = 0, wantedMinor = 0] = releaseNumbers(engines.vscode);
  const [major = 0, minor = 0] = releaseNumbers(/^\d+\.\d+\.\d+/m.exec(output)?.[0] ?? '');
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** @param {string} text */
const releaseNumbers = text => [...text.matchAll(/\d+/g)].map(Number);

/** Without a display server on Linux the window cannot open; other systems always have one. */
function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** @param {string} command full path of `code` */
function isRemoteShim(command) {
  if (process.env.VSCODE_IPC_HOOK_CLI) return true;
  return /vscode-server|code-server|openvscode|remote-cli/.test(realpathSync(command)) || isServerScript(command);
}

/** @param {string} command */
function isServerScript(command) {
  const start = Buffer.alloc(4096);
  const file = openSync(command, 'r');
  const length = readSync(file, start);
  closeSync(file);
  return /server-cli|remote-cli|VSCODE_IPC_HOOK_CLI/.test(start.toString('latin1', 0, length));
}
