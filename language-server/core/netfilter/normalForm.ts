/**
 * A ruleset in a form in which the rules that were generated and the same rules listed from a kernel are equal. In: any
 * ruleset. Out: lines, each with the origin of what it says: chains and sets by name, rules in their order, elements by
 * their text. The kernel's own chains stand there only where they differ from how it makes them.
 */
import { builtInHook } from './builtInChains.ts';
import { type IndexedChain, type IndexedSet, indexRuleset } from './indexRuleset.ts';
import type { Rule, Ruleset } from './ir.ts';
import { normalRule } from './normalFormRule.ts';
import { printIptablesRule } from './printIptables.ts';
import { printChain, printElement, printNftablesRule, printSet, tablePath } from './printNftables.ts';

export interface NormalLine<Origin> {
  readonly text: string;
  readonly origin: Origin | undefined;
}

export function normalForm<Origin>(ruleset: Ruleset<Origin>): NormalLine<Origin>[] {
  const { chains, sets } = indexRuleset(ruleset);
  return [
    ...tableLines(ruleset),
    ...sets
      .map(set => setLines(set, ruleset))
      .sort(byFirstLine)
      .flat(),
    ...[...chains].sort(byTableAndName).flatMap(chain => chainLines(chain, ruleset)),
  ];
}

/** Whether both do the same, and say so. */
export function sameRules(a: Ruleset<unknown>, b: Ruleset<unknown>): boolean {
  const [linesOfA, linesOfB] = [normalForm(a), normalForm(b)];
  return linesOfA.length === linesOfB.length && linesOfA.every(({ text }, i) => text === linesOfB[i]!.text);
}

function byFirstLine([a]: readonly NormalLine<unknown>[], [b]: readonly NormalLine<unknown>[]): number {
  return compare(a?.text ?? '', b?.text ?? '');
}

function byTableAndName(a: IndexedChain<unknown>, b: IndexedChain<unknown>): number {
  return compare(a.table, b.table) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The tables of iptables are always there. */
function tableLines<Origin>({ syntax, family, tables }: Ruleset<Origin>): NormalLine<Origin>[] {
  if (syntax === 'iptables') return [];
  return tables.map(({ name, comment = '' }) => ({
    text: `table ${tablePath(family, name)} "${comment}"`,
    origin: undefined,
  }));
}

function setLines<Origin>(set: IndexedSet<Origin>, { family }: Ruleset<Origin>): NormalLine<Origin>[] {
  const inTable = tablePath(family, set.table);
  const { declaration } = set;
  const head = declaration
    ? [{ text: printSet(declaration, inTable, family).trimEnd(), origin: declaration.origin }]
    : [];
  const elements = [...set.elements.values()].map(element => ({
    text: printElement(element, inTable).trimEnd(),
    origin: element.origin,
  }));
  return [...head, ...elements.sort((a, b) => compare(a.text, b.text))];
}

function chainLines<Origin>(chain: IndexedChain<Origin>, ruleset: Ruleset<Origin>): NormalLine<Origin>[] {
  const head = chainHead(chain, ruleset);
  const rules = chain.rules.map(rule => ({ text: ruleLine(rule, chain.table, ruleset), origin: rule.origin }));
  return head === undefined ? rules : [{ text: head, origin: chain.declaration?.origin }, ...rules];
}

function chainHead<Origin>(
  { table, name, declaration }: IndexedChain<Origin>,
  { syntax, family }: Ruleset<Origin>,
): string | undefined {
  const drops = declaration?.policy === 'drop';
  if (syntax === 'iptables') {
    if (builtInHook(table, name)) return drops ? `${table} ${name} drop` : undefined;
    return declaration && `${table} ${name}`;
  }
  if (!declaration) return undefined;
  const { policy: _, ...open } = declaration;
  return printChain(drops ? declaration : open, tablePath(family, table)).trimEnd();
}

function ruleLine<Origin>(rule: Rule<Origin>, table: string, ruleset: Ruleset<Origin>): string {
  const normal = normalRule(rule, ruleset);
  const text = ruleset.syntax === 'iptables' ? printIptablesRule(normal) : printNftablesRule(normal, ruleset.family);
  return `${table} ${rule.chain} ${text}`;
}
