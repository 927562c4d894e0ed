// Runs programs for the scripts. In: a command and its arguments. Out: its exit status or its output.
// `runQuietly` keeps a set-up step to one line: what the program printed is shown only when it fails.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** @typedef {{ cwd?: string, env?: Record<string, string | undefined> }} RunOptions */
/** @typedef {{ status: number, output: string }} RunResult */

/** A failure that is explained by its message alone; scripts print it without a stack. */
export class PlainError extends Error {}

/** @param {string} line */
export const say = line => console.log(line);

/**
 * Runs a program and shows its output as it comes. A program that cannot be started or dies by a signal has status 1.
 * @param {string} command @param {string[]} args @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(command, args, options) {
  return execute(command, args, { ...options, show: true });
}

/**
 * Runs a program and returns what it printed (both streams).
 * @param {string} command @param {string[]} args @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function capture(command, args, options) {
  return execute(command, args, { ...options, show: false });
}

/**
 * Runs a program silently; throws with the end of its output when it fails.
 * @param {string} command @param {string[]} args @param {RunOptions} [options]
 * @returns {Promise<string>} what it printed
 */
export async function runQuietly(command, args, options) {
  const { status, output } = await capture(command, args, options);
  if (status !== 0) throw new PlainError(`${[command, ...args].join(' ')} failed:\n${output.slice(-4000)}`);
  return output;
}

/**
 * @param {string} command @param {string[]} args @param {RunOptions & { show: boolean }} options
 * @returns {Promise<RunResult>}
 */
function execute(command, args, { cwd = root, env = {}, show }) {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @param {Buffer} data @param {NodeJS.WriteStream} stream */
    const take = (data, stream) => {
      output += data;
      if (show) stream.write(data);
    };
    child.stdout.on('data', data => take(data, process.stdout));
    child.stderr.on('data', data => take(data, process.stderr));
    child.once('error', error => resolve({ status: 1, output: `${output}${error.message}\n` }));
    child.once('close', code => resolve({ status: code ?? 1, output }));
  });
}

/**
 * @param {string} program
 * @returns {string | undefined} the full path of a program on the PATH
 */
export function findOnPath(program) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const candidate = path.join(folder, program);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

/**
 * Runs a script's main function and ends the process: a plain error is one message, everything else keeps its stack.
 * @param {() => Promise<number>} main returns the exit status
 * @returns {Promise<never>}
 */
export async function runMain(main) {
  try {
    process.exit(await main());
  } catch (error) {
    console.error(error instanceof PlainError ? error.message : error);
    process.exit(1);
  }
}
