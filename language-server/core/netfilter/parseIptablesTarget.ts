/** Targets of iptables. In: `-j` or `-g` and the options behind it. Out: the statement that they say. */
import type { IpFamily } from '../ip/address.ts';
import type { Statement } from './ir.ts';
import { connectionMarkTarget, markTarget } from './parseIptablesMarks.ts';
import { dnat, masquerade, netmap, redirect, snat } from './parseIptablesNat.ts';
import type { Option } from './parseIptablesOptions.ts';

type Values = ReadonlyMap<string, string>;

interface TargetContext {
  readonly family: IpFamily;
  /** In which the rule stands. */
  readonly chain: string;
  /** The target as the line has it. */
  readonly text: string;
}

const targets: Readonly<Record<string, (values: Values, context: TargetContext) => Statement | undefined>> = {
  ACCEPT: values => (values.size === 0 ? { kind: 'accept' } : undefined),
  DROP: values => (values.size === 0 ? { kind: 'drop' } : undefined),
  RETURN: values => (values.size === 0 ? { kind: 'return' } : undefined),
  REJECT: reject,
  MASQUERADE: (values, { text }) => masquerade(values, text),
  DNAT: (values, { text, family }) => dnat(values, text, family),
  SNAT: (values, { text, family }) => snat(values, text, family),
  REDIRECT: (values, { text }) => redirect(values, text),
  NETMAP: (values, { text, family, chain }) => netmap(values, text, family, chain),
  MARK: (values, { text }) => markTarget(values, text),
  CONNMARK: (values, { text }) => connectionMarkTarget(values, text),
  NOTRACK: (values, { text }) => (values.size === 0 ? { kind: 'untrack', text } : undefined),
  CT: connectionTracking,
};

/** Report the packet, or change in it what no rule and no route asks for, and go on with the next rule. */
const passing: ReadonlySet<string> = new Set(
  'LOG NFLOG ULOG TRACE AUDIT CHECKSUM LED TCPMSS TCPOPTSTRIP CLASSIFY DSCP ECN HL TTL TOS IDLETIMER RATEEST TEE SECMARK CONNSECMARK'.split(
    ' ',
  ),
);

/** Targets of the kernel that work without options, so that nothing else tells them from chains. */
const otherTargets: ReadonlySet<string> = new Set('CLUSTERIP HMARK NFQUEUE QUEUE SET SYNPROXY TPROXY'.split(' '));

export function parseTarget(target: Option, options: readonly Option[], context: TargetContext): Statement {
  const { text } = context;
  const unknown: Statement = { kind: 'unknown', text };
  const [name = '', ...more] = target.values;
  if (name === '' || more.length > 0 || target.negated || options.some(option => option.negated)) return unknown;
  if (target.name === '-g') return options.length === 0 ? { kind: 'goto', chain: name } : unknown;
  if (passing.has(name)) return { kind: 'log', text };
  const values = new Map(options.map(option => [option.name, option.values.join(' ')]));
  if (values.size < options.length) return unknown;
  if (Object.hasOwn(targets, name)) return targets[name]!(values, context) ?? unknown;
  return values.size > 0 || otherTargets.has(name) ? unknown : { kind: 'jump', chain: name };
}

function only(values: Values, name: string): string | undefined {
  return values.size === 1 ? values.get(name) : undefined;
}

function reject(values: Values, { family }: TargetContext): Statement | undefined {
  const answer = only(values, '--reject-with');
  if (values.size > 0 && answer === undefined) return undefined;
  const usual = family === 'IPv4' ? 'icmp-port-unreachable' : 'icmp6-port-unreachable';
  return answer === undefined || answer === usual ? { kind: 'reject' } : { kind: 'reject', with: answer };
}

/** A zone, a helper or a timeout changes nothing for the first packet of a connection. */
function connectionTracking(values: Values, { text }: TargetContext): Statement | undefined {
  if (values.size === 1 && values.get('--notrack') === '') return { kind: 'untrack', text };
  return values.has('--notrack') ? undefined : { kind: 'log', text };
}
