/** Targets of iptables. In: `-j` or `-g` and the options behind it. Out: the statement that they say. */
import type { IpFamily } from '../ip/address.ts';
import type { Statement } from './ir.ts';
import type { Option } from './parseIptablesOptions.ts';
import { readMark, readNatTarget } from './readValues.ts';

type Values = ReadonlyMap<string, string>;

const targets: Readonly<Record<string, (values: Values, family: IpFamily) => Statement | undefined>> = {
  ACCEPT: values => (values.size === 0 ? { kind: 'accept' } : undefined),
  DROP: values => (values.size === 0 ? { kind: 'drop' } : undefined),
  RETURN: values => (values.size === 0 ? { kind: 'return' } : undefined),
  REJECT: reject,
  MASQUERADE: masquerade,
  DNAT: dnat,
  MARK: setMark,
};

/** Report the packet, or change in it what no rule and no route asks for, and go on with the next rule. */
const passing: ReadonlySet<string> = new Set('LOG NFLOG ULOG TRACE AUDIT CHECKSUM LED TCPMSS'.split(' '));

/** Targets of the kernel that work without options, so that nothing else tells them from chains. */
const otherTargets: ReadonlySet<string> = new Set(
  'CLASSIFY CLUSTERIP CONNMARK CONNSECMARK CT DSCP ECN HL HMARK IDLETIMER NETMAP NFQUEUE NOTRACK QUEUE RATEEST REDIRECT SECMARK SET SNAT SYNPROXY TCPOPTSTRIP TEE TOS TPROXY TTL'.split(
    ' ',
  ),
);

/** `text` is the target as the line has it. */
export function parseTarget(target: Option, options: readonly Option[], text: string, family: IpFamily): Statement {
  const unknown: Statement = { kind: 'unknown', text };
  const [name = '', ...more] = target.values;
  if (name === '' || more.length > 0 || target.negated || options.some(option => option.negated)) return unknown;
  if (target.name === '-g') return options.length === 0 ? { kind: 'goto', chain: name } : unknown;
  if (passing.has(name)) return { kind: 'log', text };
  const values = new Map(options.map(option => [option.name, option.values.join(' ')]));
  if (Object.hasOwn(targets, name)) return targets[name]!(values, family) ?? unknown;
  return values.size > 0 || otherTargets.has(name) ? unknown : { kind: 'jump', chain: name };
}

function only(values: Values, name: string): string | undefined {
  return values.size === 1 ? values.get(name) : undefined;
}

function reject(values: Values, family: IpFamily): Statement | undefined {
  const answer = only(values, '--reject-with');
  if (values.size > 0 && answer === undefined) return undefined;
  const usual = family === 'IPv4' ? 'icmp-port-unreachable' : 'icmp6-port-unreachable';
  return answer === undefined || answer === usual ? { kind: 'reject' } : { kind: 'reject', with: answer };
}

function masquerade(values: Values): Statement | undefined {
  if (values.size === 0) return { kind: 'masquerade', fullyRandom: false };
  return only(values, '--random-fully') === '' ? { kind: 'masquerade', fullyRandom: true } : undefined;
}

function dnat(values: Values, family: IpFamily): Statement | undefined {
  const target = readNatTarget(only(values, '--to-destination') ?? '', family);
  return target && { kind: 'dnat', target };
}

/** The kernel lists every form as `--set-xmark value/mask`: the bits of mask are cleared, then value is xored in. */
function setMark(values: Values): Statement | undefined {
  for (const operation of ['or', 'xor'] as const) {
    const value = readMark(only(values, `--${operation}-mark`) ?? '');
    if (value !== undefined) return { kind: 'set-mark', operation, value };
  }
  const [value, mask] = (only(values, '--set-xmark') ?? '').split('/').map(readMark);
  if (value === undefined || mask === undefined) return undefined;
  if (mask === 0) return { kind: 'set-mark', operation: 'xor', value };
  return mask === value ? { kind: 'set-mark', operation: 'or', value } : undefined;
}
