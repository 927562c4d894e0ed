/**
 * Runs programs in a network namespace of their own, where they can load rules without touching the machine's. Says why
 * where that is not possible.
 */
import { spawnSync } from 'node:child_process';

/** Debian keeps these tools where only root's PATH looks. */
export const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C' };

interface Output {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runInNamespace(script: string, input = ''): Output {
  return spawnSync('unshare', ['--net', 'sh', '-euc', script], {
    input,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}

/** What the script printed; an error with what it complained about where it failed. */
export function inNamespace(script: string, input: string): string {
  const { status, stdout, stderr } = runInNamespace(script, input);
  if (status !== 0) throw new Error(`exit status ${status}: ${stderr.trim().split('\n').slice(0, 5).join('\n')}`);
  return stdout;
}

const programs = ['unshare', 'nsenter', 'ip', 'iptables-restore', 'ip6tables-restore', 'iptables-save', 'nft'];

export function hasProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`], { env }).status === 0;
}

/** Why rules cannot be loaded here; undefined where they can. */
export function obstacle(): string | undefined {
  const missing = programs.filter(program => !hasProgram(program));
  if (missing.length > 0) return `${missing.join(', ')} not installed`;
  if (process.getuid?.() !== 0) return 'loading rules needs root';
  const probe = runInNamespace('ip link set lo up; iptables -L >/dev/null; ip6tables -L >/dev/null; nft list ruleset');
  return probe.status === 0 ? undefined : `no network namespace with rules of its own: ${probe.stderr.trim()}`;
}

/** Whether the kernel knows a match; `options` are what follows the chain's name. */
export function hasMatch(options: string): boolean {
  return runInNamespace(`iptables -A OUTPUT ${options}`).status === 0;
}
