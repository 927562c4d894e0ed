// Starts and stops the installed VS Code server. In: where its state lives and how it is to be reached.
// Out: a handle with the address it is bound to. It listens on 127.0.0.1 only, on a port that the system picks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PlainError, runQuietly } from './run.mjs';
import { hostNode, hostServer } from './vscodeHost.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {string} stateFolder holds the server's data, its extensions and its log
 * @property {string} [token] secret that the address must carry; without it anyone on this machine may connect
 * @property {boolean} [trusted] open every folder as trusted; otherwise VS Code asks, or starts in Restricted Mode
 * @property {boolean} [testDriver] let the address name an extension and a test suite to run
 *
 * @typedef {object} RunningServer
 * @property {string} authority host:port
 * @property {number} pid
 * @property {string} logFile
 * @property {Promise<void>} exited
 * @property {() => Promise<void>} stop
 */

const startLimitMs = 60_000;
const stopLimitMs = 5_000;
// An empty gallery: nothing is looked up in, or offered from, an extension registry.
const environment = { EXTENSIONS_GALLERY: '{}' };

/** @param {string} stateFolder */
const stateArguments = stateFolder => [
  '--server-data-dir',
  path.join(stateFolder, 'server'),
  '--extensions-dir',
  path.join(stateFolder, 'extensions'),
  '--accept-server-license-terms',
];

/** @param {string} stateFolder @param {Readonly<Record<string, unknown>>} settings */
export function writeUserSettings(stateFolder, settings) {
  const folder = path.join(stateFolder, 'server', 'data', 'User');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
}

/** @param {string} stateFolder @param {string} vsixFile */
export async function installVsix(stateFolder, vsixFile) {
  const install = ['--install-extension', vsixFile, '--force'];
  await runQuietly(hostNode, [hostServer, ...stateArguments(stateFolder), ...install], { env: environment });
}

/** @param {ServerOptions} options @returns {Promise<RunningServer>} */
export async function startServer(options) {
  mkdirSync(options.stateFolder, { recursive: true });
  const logFile = path.join(options.stateFolder, 'server.log');
  const log = openSync(logFile, 'w');
  // A process group of its own: extension hosts die with the server even when one of them hangs.
  const child = spawn(hostNode, [hostServer, ...serverArguments(options)], {
    stdio: ['ignore', log, log],
    detached: true,
    env: { ...process.env, ...environment },
  });
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) throw new PlainError(`cannot start ${hostNode}`);
  let running = true;
  const exited = once(child, 'exit').then(() => {
    running = false;
  });
  onEnd(() => running && signalGroup(pid, 'SIGKILL'));
  const stop = () => stopGroup(pid, exited);
  const port = await boundPort(logFile, () => running);
  if (port !== undefined) return { authority: `127.0.0.1:${port}`, pid, logFile, exited, stop };
  await stop();
  throw new PlainError(`VS Code did not start:\n${readFileSync(logFile, 'utf8').slice(-4000)}`);
}

/** @param {ServerOptions} options */
function serverArguments({ stateFolder, token, trusted = false, testDriver = false }) {
  const args = [...stateArguments(stateFolder), '--host', '127.0.0.1', '--port', '0'];
  args.push('--telemetry-level', 'off', '--disable-telemetry', '--disable-experiments');
  if (token === undefined) args.push('--without-connection-token');
  else args.push('--connection-token-file', writeToken(stateFolder, token));
  if (trusted) args.push('--disable-workspace-trust');
  if (testDriver) args.push('--enable-smoke-test-driver');
  return args;
}

/**
 * In a file, because every user of the machine can read the arguments of a process.
 * @param {string} stateFolder @param {string} token
 */
function writeToken(stateFolder, token) {
  const file = path.join(stateFolder, 'token');
  writeFileSync(file, token, { mode: 0o600 });
  return file;
}

/** @param {string} logFile @param {() => boolean} isRunning */
async function boundPort(logFile, isRunning) {
  for (const end = Date.now() + startLimitMs; Date.now() < end && isRunning(); ) {
    const port = /^Extension host agent listening on (\d+)$/m.exec(readFileSync(logFile, 'utf8'))?.[1];
    if (port !== undefined) return Number(port);
    await delay(50);
  }
  return undefined;
}

/** @param {number} pid @param {Promise<void>} exited */
async function stopGroup(pid, exited) {
  signalGroup(pid, 'SIGTERM');
  const limit = delay(stopLimitMs);
  await Promise.race([exited, limit]);
  signalGroup(pid, 'SIGKILL');
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // the whole group has ended
  }
}

/**
 * Runs an action when this process ends, also by a signal: a server must not outlive the program that started it.
 * @param {() => void} action
 */
function onEnd(action) {
  process.once('exit', action);
  for (const signal of endingSignals) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(130));
  }
}

/** @type {readonly NodeJS.Signals[]} */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @param {number} ms @returns {Promise<void>} */
const delay = ms =>
  new Promise(resolve => {
    setTimeout(resolve, ms).unref();
  });
