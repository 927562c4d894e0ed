/**
 * Hooks at which a text of rules shows a part alone. iptables-save declares all of the kernel's own chains of each table
 * that it lists, whether they hold rules or not; chains of nftables are reached from those at hooks of the same table. In:
 * a ruleset that was read from a text. Out: for each hook that it leaves open, what the text does not show.
 */
import { builtInChainsOf, builtInHook } from './builtInChains.ts';
import type { BaseHook, Ruleset, Section } from './ir.ts';

type Hook = BaseHook['hook'];

export function hiddenHooks({ syntax, tables, units }: Ruleset<unknown>): ReadonlyMap<Hook, string> {
  const sections = [...units].flatMap(unit => unit.sections);
  const found = new Map<Hook, string>();
  for (const { name } of tables) {
    const own = sections.filter(({ table }) => table === name);
    const hidden = syntax === 'iptables' ? undeclared(name, own) : unreachable(name, own);
    for (const { hook, what } of hidden) if (!found.has(hook)) found.set(hook, what);
  }
  return found;
}

interface Hidden {
  readonly hook: Hook;
  readonly what: string;
}

function undeclared(table: string, sections: readonly Section<unknown>[]): Hidden[] {
  const declared = new Set(sections.flatMap(({ chains }) => chains.map(chain => chain.name)));
  const missing = builtInChainsOf(table).filter(name => !declared.has(name));
  return missing.flatMap(name => {
    const hook = builtInHook(table, name)?.hook;
    return hook ? [{ hook, what: `the declaration of chain ${name} of table ${table}` }] : [];
  });
}

/** Chains of another table cannot jump there. */
function unreachable(table: string, sections: readonly Section<unknown>[]): Hidden[] {
  const hasRules = sections.some(({ rules }) => rules.length > 0);
  const isHooked = sections.some(({ chains }) => chains.some(({ hook }) => hook !== undefined));
  const hooks = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;
  return hasRules && !isHooked
    ? hooks.map(hook => ({ hook, what: `the chains of table ${table} that are at hooks` }))
    : [];
}
