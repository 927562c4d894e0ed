/**
 * One rule of iptables, after the chain's name. In: the line and the rule's words. Out: matches, statements, comment, in
 * the order of the text. What is not understood becomes unknown with its own text, so that nothing is taken for known.
 */
import type { IpFamily } from '../ip/address.ts';
import type { Match, Protocol, Rule, Side, Statement } from './ir.ts';
import { tcpFlags } from './parseIptablesFields.ts';
import { parseModule, parsePort } from './parseIptablesMatches.ts';
import type { Option } from './parseIptablesOptions.ts';
import { parseTarget } from './parseIptablesTarget.ts';
import { readProtocol, readProtocolNumber, readRange } from './readValues.ts';

export type RuleBody = Pick<Rule<unknown>, 'matches' | 'statements' | 'comment' | 'commentPosition'>;

interface Draft {
  readonly line: string;
  readonly chain: string;
  readonly family: IpFamily;
  readonly matches: Match[];
  readonly statements: Statement[];
  /** Protocols whose module was named. */
  readonly modules: Set<Protocol>;
  comment?: string;
  commentPosition?: number;
}

export function parseIptablesRule(
  { line, chain, family }: Pick<Draft, 'line' | 'chain' | 'family'>,
  options: readonly Option[],
): RuleBody {
  const draft: Draft = { line, chain, family, matches: [], statements: [], modules: new Set() };
  for (let at = 0; at < options.length; ) {
    const option = options[at]!;
    const next = isHead(option) ? endOfGroup(options, at + 1) : at + 1;
    addOption(draft, option, options.slice(at + 1, next));
    at = next;
  }
  const { matches, statements, comment, commentPosition } = draft;
  return { matches, statements, ...(comment === undefined ? {} : { comment, commentPosition: commentPosition ?? 0 }) };
}

/** Options behind which the options of a module or target stand. */
function isHead({ name }: Option): boolean {
  return name === '-m' || name === '-j' || name === '-g';
}

function endOfGroup(options: readonly Option[], start: number): number {
  let end = start;
  while (options[end]?.name.startsWith('--') && !isPort(options[end]!)) end++;
  return end;
}

/** Belongs to the module of its protocol, wherever it stands. */
function isPort({ name }: Option): boolean {
  return name === '--sport' || name === '--dport';
}

function addOption(draft: Draft, option: Option, following: readonly Option[]): void {
  switch (option.name) {
    case '-m':
      addModule(draft, option, following);
      break;
    case '-j':
    case '-g':
      draft.statements.push(parseTarget(option, following, { ...draft, text: textOf(draft, option, following) }));
      break;
    case '-c':
      break;
    default:
      draft.matches.push(parseOwnOption(draft, option) ?? unknown(draft, option));
  }
}

function textOf({ line }: Draft, first: Option, following: readonly Option[] = []): string {
  return line.slice(first.start, (following.at(-1) ?? first).end);
}

function unknown(draft: Draft, first: Option, following?: readonly Option[]): Match {
  return { kind: 'unknown', text: textOf(draft, first, following) };
}

function addModule(draft: Draft, option: Option, following: readonly Option[]): void {
  const [name = ''] = option.values;
  const protocol = readProtocol(name);
  if (protocol) {
    draft.modules.add(protocol);
    for (const own of following) draft.matches.push(parsePort(own) ?? parseFlags(draft, own) ?? unknown(draft, own));
    return;
  }
  if (name === 'comment' && following.length === 1 && following[0]!.name === '--comment') {
    const text = following[0]!.values.join(' ');
    draft.comment = draft.comment === undefined ? text : `${draft.comment}; ${text}`;
    draft.commentPosition ??= draft.matches.length;
    return;
  }
  const text = (...options: readonly Option[]) =>
    [textOf(draft, option), ...options.map(own => textOf(draft, own))].join(' ');
  const matches = parseModule(name, following, { family: draft.family, text });
  draft.matches.push(...(matches ?? [unknown(draft, option, following)]));
}

function parseFlags(draft: Draft, option: Option): Match | undefined {
  return tcpFlags(option, textOf(draft, option), draft.family);
}

function parseOwnOption(draft: Draft, option: Option): Match | undefined {
  if (option.name === '-f' && option.values.length === 0) {
    // Connection tracking puts fragments together before any rule sees them.
    return { kind: 'constant', holds: option.negated, text: textOf(draft, option) };
  }
  const value = option.values.length === 1 ? option.values[0]! : undefined;
  if (value === undefined) return parseFlags(draft, option);
  switch (option.name) {
    case '-s':
      return address('source', value, option, draft.family);
    case '-d':
      return address('destination', value, option, draft.family);
    case '-p':
      return parseProtocol(draft, value, option);
    case '-i':
    case '-o': {
      const prefix = value.endsWith('+');
      const name = prefix ? value.slice(0, -1) : value;
      return { kind: 'interface', direction: option.name === '-i' ? 'in' : 'out', name, prefix, ...not(option) };
    }
    default:
      return parsePort(option);
  }
}

function not({ negated }: Option): { negated?: true } {
  return negated ? { negated } : {};
}

function address(side: Side, text: string, option: Option, family: IpFamily): Match | undefined {
  const range = readRange(text, family);
  return range && { kind: 'address', side, range, ...not(option) };
}

function parseProtocol(draft: Draft, name: string, option: Option): Match | undefined {
  const { negated } = option;
  const protocol = readProtocol(name);
  if (protocol && !negated) {
    return draft.modules.has(protocol) ? { kind: 'protocol', protocol, module: true } : { kind: 'protocol', protocol };
  }
  const text = textOf(draft, option);
  if (name === 'all' || name === '0') return { kind: 'constant', holds: !negated, text };
  if (!protocol) return { kind: 'other-protocol', name, ...not(option) };
  const number = BigInt(readProtocolNumber(name)!);
  return { kind: 'field', field: 'protocol', among: [{ first: number, last: number }], text, ...not(option) };
}
