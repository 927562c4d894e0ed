/**
 * A ruleset by name: the rules of a chain in order, the elements of a set as they stand after all units were applied.
 * Made once for each ruleset, when first asked for.
 */
import type { ForeignSet } from './foreignIr.ts';
import type { Chain, KeyPart, Rule, Ruleset, SetDeclaration, SetElement, Verdict } from './ir.ts';

export interface IndexedChain<Origin> {
  readonly table: string;
  readonly name: string;
  /** Undefined for the kernel's own chains. */
  readonly declaration: Chain<Origin> | undefined;
  readonly rules: readonly Rule<Origin>[];
}

export interface IndexedSet<Origin> {
  readonly table: string;
  readonly declaration: SetDeclaration<Origin> | undefined;
  /** By `elementKey`, in the order in which they took their present value. */
  readonly elements: ReadonlyMap<string, SetElement<Origin>>;
}

export interface RulesetIndex<Origin> {
  readonly chains: readonly IndexedChain<Origin>[];
  chain(table: string, name: string): IndexedChain<Origin> | undefined;
  readonly sets: readonly IndexedSet<Origin>[];
  set(table: string, name: string): IndexedSet<Origin> | undefined;
  foreignSet(table: string, name: string): ForeignSet<Origin> | undefined;
  /** Of joined listings, the one that the table comes from. */
  listing(table: string): number | undefined;
}

interface MutableChain<Origin> {
  table: string;
  name: string;
  declaration: Chain<Origin> | undefined;
  rules: Rule<Origin>[];
}

interface MutableSet<Origin> {
  table: string;
  declaration: SetDeclaration<Origin> | undefined;
  elements: Map<string, SetElement<Origin>>;
}

const indexes = new WeakMap<object, RulesetIndex<unknown>>();

export function indexRuleset<Origin>(ruleset: Ruleset<Origin>): RulesetIndex<Origin> {
  const known = indexes.get(ruleset);
  if (known) return known as RulesetIndex<Origin>;
  const index = buildIndex(ruleset);
  indexes.set(ruleset, index as RulesetIndex<unknown>);
  return index;
}

function buildIndex<Origin>(ruleset: Ruleset<Origin>): RulesetIndex<Origin> {
  const chains = new Map<string, MutableChain<Origin>>();
  const sets = new Map<string, MutableSet<Origin>>();
  const foreign = new Map<string, ForeignSet<Origin>>();
  for (const unit of ruleset.units) {
    for (const { table, chains: declared, rules, sets: declaredSets, elements, foreignSets } of unit.sections) {
      for (const chain of declared) chainNamed(chains, table, chain.name).declaration ??= chain;
      for (const rule of rules) chainNamed(chains, table, rule.chain).rules.push(rule);
      for (const set of declaredSets ?? []) setNamed(sets, table, set.name).declaration ??= set;
      for (const element of elements ?? []) addElement(setNamed(sets, table, element.set).elements, element);
      for (const set of foreignSets ?? []) foreign.set(nameIn(table, set.name), set);
    }
  }
  const listings = new Map(ruleset.tables.map(({ name, listing }) => [name, listing]));
  return {
    chains: [...chains.values()],
    chain: (table, name) => chains.get(nameIn(table, name)),
    sets: [...sets.values()],
    set: (table, name) => sets.get(nameIn(table, name)),
    foreignSet: (table, name) => foreign.get(nameIn(table, name)),
    listing: table => listings.get(table),
  };
}

function nameIn(table: string, name: string): string {
  return `${table} ${name}`;
}

function chainNamed<O>(chains: Map<string, MutableChain<O>>, table: string, name: string): MutableChain<O> {
  const key = nameIn(table, name);
  let chain = chains.get(key);
  if (!chain) {
    chain = { table, name, declaration: undefined, rules: [] };
    chains.set(key, chain);
  }
  return chain;
}

function setNamed<O>(sets: Map<string, MutableSet<O>>, table: string, name: string): MutableSet<O> {
  const key = nameIn(table, name);
  let set = sets.get(key);
  if (!set) {
    set = { table, declaration: undefined, elements: new Map() };
    sets.set(key, set);
  }
  return set;
}

/** A key that is there with the same value stays where it is; with another value it is replaced, at the end. */
export function addElement<Origin>(elements: Map<string, SetElement<Origin>>, element: SetElement<Origin>): void {
  const key = elementKey(element.key);
  const present = elements.get(key);
  if (present && sameVerdict(present.verdict, element.verdict)) return;
  elements.delete(key);
  elements.set(key, element);
}

export function elementKey(key: readonly KeyPart[]): string {
  return key.map(part => (typeof part === 'object' ? part.text : part)).join(' . ');
}

function sameVerdict(a: Verdict | undefined, b: Verdict | undefined): boolean {
  const chainOf = (verdict: Verdict | undefined) => (verdict && 'chain' in verdict ? verdict.chain : undefined);
  return a?.kind === b?.kind && chainOf(a) === chainOf(b);
}
