/**
 * The text that `iptables-restore --noflush --counters` is given. In: a ruleset. Out: text, whole or in chunks; single
 * rules as they stand after the chain's name.
 */
import { exhaustive } from '../base/exhaustive.ts';
import { joinHostPort } from '../ip/address.ts';
import type { Match, Rule, Ruleset, Section, Side, Statement } from './ir.ts';
import { hexMark, portRanges } from './text.ts';

export function printIptablesRestore<Origin>(ruleset: Ruleset<Origin>): string {
  return [...iptablesRestoreChunks(ruleset)].join('');
}

/** The text in pieces of whole lines; the ruleset's units are read once. */
export function* iptablesRestoreChunks<Origin>(ruleset: Ruleset<Origin>): Generator<string> {
  const texts = new Map(ruleset.tables.map(table => [table.name, { chains: [] as string[], rules: [] as string[] }]));
  for (const unit of ruleset.units) {
    if (unit.builtIn) continue;
    for (const section of unit.sections) {
      const text = texts.get(section.table);
      text?.chains.push(printDeclarations(section));
      text?.rules.push(printRules(section));
    }
  }
  for (const [table, text] of texts) {
    yield `*${table}\n`;
    yield* text.chains;
    yield* text.rules;
    yield 'COMMIT\n';
  }
}

function printDeclarations<Origin>(section: Section<Origin>): string {
  return section.chains.map(chain => `:${chain.name} ${chain.policy?.toUpperCase() ?? '-'} [0:0]\n`).join('');
}

/** Joined unit by unit: what one concatenation after the other makes of a big ruleset is costly to keep. */
function printRules<Origin>(section: Section<Origin>): string {
  return section.rules.map(rule => `-A ${rule.chain}${ruleText(rule)}\n`).join('');
}

/** Everything after the chain's name. */
export function printIptablesRule<Origin>(rule: Rule<Origin>): string {
  return ruleText(rule).trimStart();
}

/** With a blank before each option. */
function ruleText<Origin>(rule: Rule<Origin>): string {
  const { matches, comment } = rule;
  const commentAt = comment === undefined ? -1 : (rule.commentPosition ?? 0);
  let text = '';
  for (let i = 0; i < matches.length; i++) {
    if (i === commentAt) text += commentText(comment!);
    text += matchText(matches[i]!);
  }
  if (commentAt >= matches.length) text += commentText(comment!);
  for (const statement of rule.statements) text += statementText(statement);
  return text;
}

function commentText(comment: string): string {
  if (comment.includes('"') || comment.includes('\\')) {
    return ` -m comment --comment "${comment.replace(/["\\]/g, '\\$&')}"`;
  }
  return comment.includes(' ') ? ` -m comment --comment "${comment}"` : ` -m comment --comment ${comment}`;
}

const sideOption = { source: 's', destination: 'd' } as const;
const sideWord = { source: 'src', destination: 'dst' } as const;

function not(match: { readonly negated?: boolean }): string {
  return match.negated ? ' !' : '';
}

function matchText(match: Match): string {
  switch (match.kind) {
    case 'address':
      return `${not(match)} -${sideOption[match.side]} ${match.range.text}`;
    case 'protocol':
      return match.module ? ` -m ${match.protocol} -p ${match.protocol}` : ` -p ${match.protocol}`;
    case 'port':
      return ` --${match.side === 'source' ? 'sport' : 'dport'} ${match.port}`;
    case 'address-type':
      return ` -m addrtype${not(match)} --${sideWord[match.side]}-type LOCAL`;
    case 'conntrack-state':
      return ` -m conntrack${not(match)} --ctstate ${match.states.join(',').toUpperCase()}`;
    case 'mark':
      return ` -m mark${not(match)} --mark ${hexMark(match.value)}/${hexMark(match.mask)}`;
    case 'chance':
      return ` -m statistic --mode random --probability ${(1 / match.oneIn).toFixed(10)}`;
    default:
      return rareMatchText(match);
  }
}

type CommonMatch = 'address' | 'protocol' | 'port' | 'address-type' | 'conntrack-state' | 'mark' | 'chance';

function rareMatchText(match: Exclude<Match, { kind: CommonMatch }>): string {
  switch (match.kind) {
    case 'recently-seen':
      return ` -m recent --name ${match.list} --rcheck --seconds ${match.seconds}${match.reap ? ' --reap' : ''}`;
    case 'remember':
      return ` -m recent --name ${match.list} --set`;
    case 'accounting':
      return ` -m nfacct --nfacct-name ${match.counter}`;
    case 'ipset':
      return ` -m set${not(match)} --match-set ${match.set} ${match.sides.map((side: Side) => sideWord[side]).join(',')}`;
    case 'interface':
      return `${not(match)} -${match.direction === 'in' ? 'i' : 'o'} ${match.name}${match.prefix ? '+' : ''}`;
    case 'bridged-in':
      return ` -m physdev${not(match)} --physdev-is-in`;
    case 'other-protocol':
      return `${not(match)} -p ${match.name}`;
    case 'ports':
      return ` -m multiport${not(match)} --${match.side === 'source' ? 'sports' : 'dports'} ${portRanges(match, ':')}`;
    case 'field':
    case 'either-port':
    case 'constant':
    case 'address-types':
    case 'connection-status':
    case 'tcp-flags':
    case 'reverse-path':
    case 'lookup':
    case 'bridged':
    case 'sender-process':
    case 'part':
    case 'unknown':
      return ` ${match.text}`;
    case 'virtual-server':
      return ` -m ipvs --vaddr ${match.address.text} --vproto ${match.protocol} --vport ${match.port}`;
    case 'addresses':
    case 'conntrack-status':
    case 'set':
      throw new Error(`iptables has no match ${match.kind}`);
    default:
      return exhaustive(match);
  }
}

function statementText(statement: Statement): string {
  switch (statement.kind) {
    case 'jump':
      return ` -j ${statement.chain}`;
    case 'goto':
      return ` -g ${statement.chain}`;
    case 'dnat':
      return ` -j DNAT --to-destination ${joinHostPort(statement.target.address, statement.target.port)}`;
    case 'accept':
    case 'drop':
    case 'return':
      return ` -j ${statement.kind.toUpperCase()}`;
    case 'reject':
      return ` -j REJECT${statement.with ? ` --reject-with ${statement.with}` : ''}`;
    case 'change-mark':
    case 'lookup-verdict':
    case 'lookup-translation':
    case 'choose-verdict':
    case 'choose-translation':
    case 'add-to-set':
    case 'translate':
    case 'redirect':
    case 'untrack':
    case 'log':
    case 'unknown':
      return ` ${statement.text}`;
    case 'masquerade':
      if (statement.text !== undefined) return ` ${statement.text}`;
      return ` -j MASQUERADE${statement.fullyRandom ? ' --random-fully' : ''}`;
    case 'set-mark':
      return ` -j MARK --${statement.operation}-mark ${hexMark(statement.value)}`;
    case 'dnat-random':
    case 'verdict-map':
    case 'verdict-random':
    case 'update-set':
      throw new Error(`iptables has no statement ${statement.kind}`);
    default:
      return exhaustive(statement);
  }
}
