/** The kernel's own chains of iptables: at which hook and in which order each table's are walked. */
import type { BaseHook } from './ir.ts';

const hooks: Readonly<Record<string, BaseHook['hook']>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  FORWARD: 'forward',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

/** Among the chains of a hook; source and destination NAT have places of their own (netfilter_ipv4.h). */
const priorities: Readonly<Record<string, number>> = { raw: -300, mangle: -150, filter: 0, security: 50 };

/** How tables of the legacy variety are called where those of the other have the same names. */
export const legacyPrefix = 'legacy ';

/** Undefined for chains that users make. */
export function builtInHook(table: string, chain: string): BaseHook | undefined {
  const hook = Object.hasOwn(hooks, chain) ? hooks[chain] : undefined;
  if (hook === undefined) return undefined;
  const kind = table.startsWith(legacyPrefix) ? table.slice(legacyPrefix.length) : table;
  if (kind === 'nat') return { type: 'nat', hook, priority: hook === 'prerouting' || hook === 'output' ? -100 : 100 };
  const priority = Object.hasOwn(priorities, kind) ? priorities[kind] : undefined;
  return priority === undefined ? undefined : { type: 'filter', hook, priority };
}

/** Which of them each table has. The one of nat for input came with Linux 2.6.36. */
const chainsOf: Readonly<Record<string, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** Empty for tables that the kernel does not have. */
export function builtInChainsOf(table: string): readonly string[] {
  const kind = table.startsWith(legacyPrefix) ? table.slice(legacyPrefix.length) : table;
  return Object.hasOwn(chainsOf, kind) ? chainsOf[kind]! : [];
}
