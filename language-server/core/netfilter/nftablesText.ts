/** The text of single nftables rules: matches, statements and verdicts in nft's own words. */
import { exhaustive } from '../base/exhaustive.ts';
import { type IpFamily, joinHostPort } from '../ip/address.ts';
import type { AddressesMatch, KeyField, Match, ProtocolMatch, Rule, Side, Statement, Verdict } from './ir.ts';
import { hexMark, portRanges } from './text.ts';

export function ruleText<Origin>(rule: Rule<Origin>, family: IpFamily): string {
  const parts = matchTexts(rule.matches, family);
  for (const statement of rule.statements) parts.push(statementText(statement, family));
  if (rule.comment !== undefined) parts.push(`comment "${rule.comment}"`);
  return parts.filter(part => part !== '').join(' ');
}

/** "tcp dport 80" where a match for the protocol goes with the one for the port. */
function matchTexts(matches: readonly Match[], family: IpFamily): string[] {
  return matches.map((match, i) => {
    if (goesWithPort(match, matches[i + 1])) return match.protocol;
    const text = matchText(match, family);
    return goesWithPort(matches[i - 1], match) ? text.slice('th '.length) : text;
  });
}

function goesWithPort(match: Match | undefined, next: Match | undefined): match is ProtocolMatch {
  return match?.kind === 'protocol' && match.module === true && (next?.kind === 'port' || next?.kind === 'ports');
}

export function verdictText(verdict: Verdict): string {
  return 'chain' in verdict ? `${verdict.kind} ${verdict.chain}` : verdict.kind;
}

function addressField(side: Side, family: IpFamily): string {
  return `${family === 'IPv4' ? 'ip' : 'ip6'} ${side === 'source' ? 'saddr' : 'daddr'}`;
}

function keyText(key: readonly KeyField[], family: IpFamily): string {
  return key.map(field => keyFieldText(field, family)).join(' . ');
}

function keyFieldText(field: KeyField, family: IpFamily): string {
  switch (field) {
    case 'source-address':
      return addressField('source', family);
    case 'destination-address':
      return addressField('destination', family);
    case 'protocol':
      return 'meta l4proto';
    case 'destination-port':
      return 'th dport';
  }
}

function unless(match: { readonly negated?: boolean }): string {
  return match.negated ? '!= ' : '';
}

function matchText(match: Match, family: IpFamily): string {
  switch (match.kind) {
    case 'address':
      return `${addressField(match.side, family)} ${unless(match)}${match.range.text}`;
    case 'addresses':
      return `${addressField(match.side, family)} ${unless(match)}${anonymousSet(match)}`;
    case 'protocol':
      return `meta l4proto ${match.protocol}`;
    case 'port':
      return `th ${match.side === 'source' ? 'sport' : 'dport'} ${match.port}`;
    case 'address-type':
      return `fib ${match.side === 'source' ? 'saddr' : 'daddr'} type ${unless(match)}local`;
    case 'conntrack-state':
      return `ct state ${unless(match)}${match.states.join(',')}`;
    case 'conntrack-status':
      return `ct status ${match.status}`;
    case 'mark':
      return `mark and ${hexMark(match.mask)} ${match.negated ? '!=' : '=='} ${match.value === 0 ? '0' : hexMark(match.value)}`;
    case 'set':
      return `${keyText(match.key, family)} ${unless(match)}@${match.set}`;
    case 'other-protocol':
      return `meta l4proto ${unless(match)}${match.name}`;
    case 'ports':
      return `th ${match.side === 'source' ? 'sport' : 'dport'} ${unless(match)}{ ${portRanges(match, '-')} }`;
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
      return match.text;
    case 'interface':
      return `${match.direction === 'in' ? 'iifname' : 'oifname'} ${unless(match)}${match.name}${match.prefix ? '*' : ''}`;
    case 'chance':
    case 'recently-seen':
    case 'remember':
    case 'accounting':
    case 'ipset':
    case 'bridged-in':
    case 'virtual-server':
      throw new Error(`no nftables text for match ${match.kind}`);
    default:
      return exhaustive(match);
  }
}

function anonymousSet({ ranges, tight }: AddressesMatch): string {
  return `{ ${ranges.map(range => range.text).join(tight ? ',' : ' , ')} }`;
}

function statementText(statement: Statement, family: IpFamily): string {
  switch (statement.kind) {
    case 'accept':
    case 'drop':
    case 'return':
    case 'jump':
    case 'goto':
      return verdictText(statement);
    case 'reject':
      return statement.with ? `reject with ${statement.with}` : 'reject';
    case 'dnat':
      return `dnat to ${joinHostPort(statement.target.address, statement.target.port)}`;
    case 'dnat-random': {
      const targets = statement.targets.map(target => `${target.address.text} . ${target.port}`);
      return `dnat ${family === 'IPv4' ? 'ip' : 'ip6'} addr . port to ${random(targets, 'map')}`;
    }
    case 'masquerade':
      if (statement.text !== undefined) return statement.text;
      return statement.fullyRandom ? 'masquerade fully-random' : 'masquerade';
    case 'set-mark':
      return `mark set mark ${statement.operation} ${hexMark(statement.value)}`;
    case 'verdict-map':
      return `${keyText(statement.key, family)} vmap @${statement.map}`;
    case 'verdict-random':
      return random(statement.verdicts.map(verdictText), 'vmap');
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
      return statement.text;
    case 'update-set':
      if (statement.text !== undefined) return statement.text;
      return `update @${statement.set} { ${keyText(statement.key, family)} }`;
    default:
      return exhaustive(statement);
  }
}

function random(choices: readonly string[], map: 'map' | 'vmap'): string {
  const entries = choices.map((choice, i) => `${i} : ${choice}`);
  return `numgen random mod ${choices.length} ${map} { ${entries.join(' , ')} }`;
}
