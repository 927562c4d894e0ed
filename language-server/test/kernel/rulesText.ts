/** A ruleset as the kernel's tools load it into a node that has nothing yet. */
import type { Ruleset } from '../../core/netfilter/ir.ts';
import { printIptablesRestore, printIptablesRule } from '../../core/netfilter/printIptables.ts';

/** For `iptables-restore --noflush`, once the jumps are there. */
export function restoreText(ruleset: Ruleset<unknown>): string {
  return jumpRules(ruleset) + printIptablesRestore(ruleset);
}

/** What stands before the restore text is loaded: jumps out of the kernel's own chains, and empty chains where they lead. */
function jumpRules(ruleset: Ruleset<unknown>): string {
  const sections = [...ruleset.units].flatMap(unit => (unit.builtIn ? [...unit.sections] : []));
  const tables = sections.map(({ table, rules }) => {
    const targets = new Set(
      rules.flatMap(rule => rule.statements.flatMap(made => (made.kind === 'jump' ? made.chain : []))),
    );
    const declarations = [...targets].map(chain => `:${chain} - [0:0]\n`);
    const jumps = rules.map(rule => `-A ${rule.chain} ${printIptablesRule(rule)}\n`);
    return `*${table}\n${declarations.join('')}${jumps.join('')}COMMIT\n`;
  });
  return tables.join('');
}
