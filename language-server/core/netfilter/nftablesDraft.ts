/** What is read of an nftables text so far: tables by family and name, as they stand after the commands up to here. */
import type { IpFamily } from '../ip/address.ts';
import type { ForeignSet } from './foreignIr.ts';
import type { Chain, Rule, Ruleset, SetDeclaration, SetElement } from './ir.ts';
import type { ParseProblem, TextPlace } from './parsedRules.ts';

export interface DraftTable {
  readonly family: IpFamily;
  /** "inet NAME" and the like where the table serves both families. */
  readonly name: string;
  comment?: string;
  readonly chains: Map<string, Chain<TextPlace>>;
  readonly sets: Map<string, SetDeclaration<TextPlace>>;
  readonly rules: Rule<TextPlace>[];
  /** How many rules of each chain there are, and how many of them this family has. */
  readonly counts: Map<string, { readonly all: number; readonly own: number }>;
  readonly elements: SetElement<TextPlace>[];
  readonly foreignSets: Map<string, ForeignSet<TextPlace>>;
}

export interface Draft {
  readonly tables: Map<string, DraftTable>;
  readonly problems: ParseProblem[];
}

const familiesOf: Readonly<Record<string, readonly IpFamily[]>> = {
  ip: ['IPv4'],
  ip6: ['IPv6'],
  inet: ['IPv4', 'IPv6'],
  netdev: ['IPv4', 'IPv6'],
  bridge: ['IPv4', 'IPv6'],
};

/** A table in nft's words; those of arp, which is no way for packets, have no families here. */
export interface TableName {
  readonly word: string;
  readonly name: string;
}

/** The table as each family sees it; made where it is not there. */
export function tablesNamed({ tables }: Draft, { word, name }: TableName): DraftTable[] {
  return (Object.hasOwn(familiesOf, word) ? familiesOf[word]! : []).map(family => {
    const key = `${family} ${word} ${name}`;
    const known = tables.get(key);
    if (known) return known;
    const path = familiesOf[word]!.length > 1 ? `${word} ${name}` : name;
    const table: DraftTable = {
      family,
      name: path,
      chains: new Map(),
      sets: new Map(),
      rules: [],
      counts: new Map(),
      elements: [],
      foreignSets: new Map(),
    };
    tables.set(key, table);
    return table;
  });
}

/** Rules that the node has and that are not read may decide on any packet. */
export function leaveOut({ problems }: Draft, message: string, place: TextPlace): void {
  problems.push({ message, place, hides: 'both' });
}

export function deleteTable({ tables }: Draft, { word, name }: TableName): void {
  for (const family of ['IPv4', 'IPv6']) tables.delete(`${family} ${word} ${name}`);
}

export function rulesetsOf(draft: Draft): Ruleset<TextPlace>[] {
  const families = new Set([...draft.tables.values()].map(({ family }) => family));
  return (['IPv4', 'IPv6'] as const).filter(family => families.has(family)).map(family => rulesetOf(draft, family));
}

function rulesetOf(draft: Draft, family: IpFamily): Ruleset<TextPlace> {
  const tables = [...draft.tables.values()].filter(table => table.family === family);
  const sections = tables.map(({ name, chains, rules, sets, elements, foreignSets }) => ({
    table: name,
    chains: [...chains.values()],
    rules,
    sets: [...sets.values()],
    elements: elements.filter(({ set }) => sets.has(set)),
    foreignSets: [...foreignSets.values()],
  }));
  return {
    syntax: 'nftables',
    family,
    tables: tables.map(({ name, comment }) => ({ name, ...(comment === undefined ? {} : { comment }) })),
    units: [{ owner: undefined, sections }],
  };
}
