// Programs that the system provides, found on the PATH or installed from Debian's packages. Where that is not possible,
// one line names what is missing. To need another program: add an entry and name it in a set-up step.
import { existsSync, readFileSync } from 'node:fs';
import { findOnPath, PlainError, runQuietly, say } from './run.mjs';

/** @typedef {{ why: string, programs: readonly string[], debianPackages: readonly string[] }} SystemNeed */

/** @type {SystemNeed} */
export const nativeBuildTools = {
  why: 'to build two native modules of VS Code for the browser',
  programs: ['g++', 'make', 'python3'],
  debianPackages: ['g++', 'make', 'python3'],
};

/** @type {SystemNeed} */
export const ruleTools = {
  why: 'to load rules into the kernel',
  programs: ['iptables', 'nft', 'ip', 'ipset'],
  debianPackages: ['iptables', 'nftables', 'iproute2', 'ipset'],
};

/**
 * For what tests can do without, saying so: where packages cannot be installed, the step counts as done.
 * @param {SystemNeed} need @returns {import('./setUp.mjs').Step}
 */
export function optionalPackagesStep(need) {
  const step = systemPackagesStep(need);
  return {
    ...step,
    isDone: () => step.isDone() || !canUseApt(),
    perform: () => step.perform().catch(error => say(error instanceof PlainError ? error.message : String(error))),
  };
}

/** @param {SystemNeed} need @returns {import('./setUp.mjs').Step} */
export function systemPackagesStep(need) {
  const missing = () => need.programs.filter(program => findOnPath(program) === undefined);
  return {
    doing: `Installing ${need.debianPackages.join(', ')} (apt-get)`,
    isDone: () => missing().length === 0,
    perform: async () => {
      if (!canUseApt()) throw new PlainError(`Missing ${need.why}: ${missing().join(', ')}. Install and run again.`);
      await aptInstall(need.debianPackages);
    },
  };
}

export function canUseApt() {
  return process.getuid?.() === 0 && isDebian() && findOnPath('apt-get') !== undefined;
}

/** Debian itself only: what its derivatives call chromium is at times an empty package for another store. */
function isDebian() {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** @param {readonly string[]} packages */
export async function aptInstall(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await runQuietly('apt-get', ['update', '-q'], { env });
  await runQuietly('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env });
}
