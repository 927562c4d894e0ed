/**
 * An nftables ruleset as a list of `add` commands that `nft -f` accepts. In: a ruleset. Out: text; objects first (table,
 * chains, sets, maps, each sorted by name), then rules chain by chain, then elements of sets, then of maps.
 */
import type { IpFamily } from '../ip/address.ts';
import { addElement, elementKey } from './indexRuleset.ts';
import type { BaseHook, Chain, KeyType, Rule, Ruleset, SetDeclaration, SetElement } from './ir.ts';
import { ruleText, verdictText } from './nftablesText.ts';

export function printNftables<Origin>(ruleset: Ruleset<Origin>): string {
  return [...nftablesChunks(ruleset)].join('');
}

/** The text after the chain's name. */
export function printNftablesRule<Origin>(rule: Rule<Origin>, family: IpFamily): string {
  return ruleText(rule, family);
}

interface TableContents<Origin> {
  readonly chains: Map<string, { declaration: Chain<Origin>; rules: string[] }>;
  readonly sets: Map<string, { declaration: SetDeclaration<Origin>; elements: Map<string, SetElement<Origin>> }>;
}

/** The text in pieces of whole lines; the ruleset's units are read once, and their rules kept as text only. */
export function* nftablesChunks<Origin>(ruleset: Ruleset<Origin>): Generator<string> {
  for (const table of ruleset.tables) {
    const inTable = tablePath(ruleset.family, table.name);
    yield `add table ${inTable}${braced([commentProperty(table.comment)])}\n`;
    const contents = readTable(ruleset, table.name, inTable);
    const chains = sortedByName(contents.chains);
    const all = sortedByName(contents.sets);
    const sets = [...all.filter(isSet), ...all.filter(entry => !isSet(entry))];
    for (const [, { declaration }] of chains) yield printChain(declaration, inTable);
    for (const [, { declaration }] of sets) yield printSet(declaration, inTable, ruleset.family);
    for (const [, { rules }] of chains) yield rules.join('');
    for (const [, { elements }] of sets) for (const element of elements.values()) yield printElement(element, inTable);
  }
}

/** Commands for what the units bring, in their order; objects that they do not declare are taken to be there. */
export function* nftablesUnitLines<Origin>(ruleset: Ruleset<Origin>): Generator<string> {
  for (const unit of ruleset.units) {
    for (const section of unit.sections) {
      const inTable = tablePath(ruleset.family, section.table);
      for (const chain of section.chains) yield printChain(chain, inTable);
      for (const set of section.sets ?? []) yield printSet(set, inTable, ruleset.family);
      for (const rule of section.rules) yield printRuleLine(rule, inTable, ruleset.family);
      for (const element of section.elements ?? []) yield printElement(element, inTable);
    }
  }
}

function printRuleLine<Origin>(rule: Rule<Origin>, inTable: string, family: IpFamily): string {
  return `add rule ${inTable} ${rule.chain} ${ruleText(rule, family)}\n`;
}

function readTable<Origin>(ruleset: Ruleset<Origin>, table: string, inTable: string): TableContents<Origin> {
  const contents: TableContents<Origin> = { chains: new Map(), sets: new Map() };
  for (const unit of ruleset.units) {
    for (const section of unit.sections) {
      if (section.table !== table) continue;
      for (const declaration of section.chains) contents.chains.set(declaration.name, { declaration, rules: [] });
      for (const declaration of section.sets ?? []) {
        contents.sets.set(declaration.name, { declaration, elements: new Map() });
      }
      for (const rule of section.rules) {
        contents.chains.get(rule.chain)?.rules.push(printRuleLine(rule, inTable, ruleset.family));
      }
      for (const element of section.elements ?? []) {
        const set = contents.sets.get(element.set);
        if (set) addElement(set.elements, element);
      }
    }
  }
  return contents;
}

function sortedByName<T>(named: ReadonlyMap<string, T>): [string, T][] {
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1));
}

function isSet<Origin>([, { declaration }]: [string, { declaration: SetDeclaration<Origin> }]): boolean {
  return declaration.kind === 'set';
}

export function tablePath(family: IpFamily, table: string): string {
  if (/^(inet|netdev|bridge) /.test(table)) return table;
  return family === 'IPv4' ? `ip ${table}` : `ip6 ${table}`;
}

/** " { a ; b ; }", or nothing. */
function braced(properties: readonly (string | undefined)[]): string {
  const present = properties.filter(property => property !== undefined);
  return present.length === 0 ? '' : ` { ${present.map(property => `${property} ;`).join(' ')} }`;
}

function commentProperty(comment: string | undefined): string | undefined {
  return comment === undefined ? undefined : `comment "${comment}"`;
}

export function printChain<Origin>({ name, hook, policy, comment }: Chain<Origin>, inTable: string): string {
  const type = hook && `type ${hook.type} hook ${hookWords(hook)} priority ${hook.priority}`;
  return `add chain ${inTable} ${name}${braced([type, policy && `policy ${policy}`, commentProperty(comment)])}\n`;
}

function hookWords({ hook, devices }: BaseHook): string {
  const at = hook.replace(/^bridge-/, '');
  return devices ? `${at} devices = { ${devices.map(device => `"${device}"`).join(', ')} }` : at;
}

export function printSet<Origin>(set: SetDeclaration<Origin>, inTable: string, family: IpFamily): string {
  const key = set.key.map(type => keyTypeWord(type, family)).join(' . ');
  const isMap = set.kind === 'verdict-map';
  const properties = [
    `type ${key}${isMap ? ' : verdict' : ''}`,
    set.timeoutSeconds === undefined ? undefined : 'flags dynamic,timeout',
    set.timeoutSeconds === undefined ? undefined : `timeout ${set.timeoutSeconds}s`,
    commentProperty(set.comment),
  ];
  return `add ${isMap ? 'map' : 'set'} ${inTable} ${set.name}${braced(properties)}\n`;
}

function keyTypeWord(type: KeyType, family: IpFamily): string {
  switch (type) {
    case 'address':
      return family === 'IPv4' ? 'ipv4_addr' : 'ipv6_addr';
    case 'protocol':
      return 'inet_proto';
    case 'port':
      return 'inet_service';
  }
}

export function printElement<Origin>({ set, key, verdict, comment }: SetElement<Origin>, inTable: string): string {
  const remark = comment === undefined ? '' : ` comment "${comment}"`;
  const value = verdict ? ` : ${verdictText(verdict)}` : '';
  return `add element ${inTable} ${set} { ${elementKey(key)}${remark}${value} }\n`;
}
