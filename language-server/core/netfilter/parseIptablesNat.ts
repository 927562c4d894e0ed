/**
 * Targets of iptables that translate addresses. In: their options by name. Out: the statement; undefined where they are
 * not understood, or leave the kernel a choice that cannot be known (one of several addresses or destination ports).
 */
import { type IpFamily, parseAddress } from '../ip/address.ts';
import { parseCidr } from '../ip/cidr.ts';
import type { Side, Statement } from './ir.ts';
import { readNatTarget, readPort, readPortRange } from './readValues.ts';

type Values = ReadonlyMap<string, string>;

/** How the kernel looks for a free source port, and whether a sender keeps its choice: nothing that a trace tells. */
const choices: readonly string[] = ['--random', '--random-fully', '--persistent'];

/** The one option beside those of choice. */
function given(values: Values, name: string): string | undefined {
  const others = [...values.keys()].filter(key => !choices.includes(key));
  return others.length === 1 && others[0] === name ? values.get(name) : undefined;
}

export function masquerade(values: Values, text: string): Statement | undefined {
  if (values.size === 0) return { kind: 'masquerade', fullyRandom: false };
  if (values.size === 1 && values.get('--random-fully') === '') return { kind: 'masquerade', fullyRandom: true };
  const ports = given(values, '--to-ports');
  const isKnown = ports === undefined ? [...values.keys()].every(name => choices.includes(name)) : isPorts(ports);
  return isKnown ? { kind: 'masquerade', fullyRandom: false, text } : undefined;
}

function isPorts(text: string): boolean {
  return readPortRange(text, '-') !== undefined;
}

export function dnat(values: Values, text: string, family: IpFamily): Statement | undefined {
  const target = given(values, '--to-destination');
  if (target === undefined) return undefined;
  const whole = readNatTarget(target, family);
  if (whole && values.size === 1) return { kind: 'dnat', target: whole };
  const { address, port } = readParts(target);
  const to = address === '' ? undefined : parseAddress(address);
  if ((address !== '' && to?.family !== family) || (to === undefined && port === undefined)) return undefined;
  const number = port === undefined ? undefined : readPort(port);
  if (port !== undefined && number === undefined) return undefined;
  return translate('destination', { to, port: number, text });
}

export function snat(values: Values, text: string, family: IpFamily): Statement | undefined {
  const { address, port } = readParts(given(values, '--to-source') ?? '');
  const to = parseAddress(address);
  if (to?.family !== family || (port !== undefined && !isPorts(port))) return undefined;
  return { kind: 'translate', side: 'source', to, text };
}

export function redirect(values: Values, text: string): Statement | undefined {
  if ([...values.keys()].every(name => choices.includes(name))) return { kind: 'redirect', text };
  const port = readPort(given(values, '--to-ports') ?? '');
  return port === undefined ? undefined : { kind: 'redirect', port, text };
}

/** Whole networks, address by address: of which side, the chain decides. */
export function netmap(values: Values, text: string, family: IpFamily, chain: string): Statement | undefined {
  const network = values.size === 1 ? parseCidr(values.get('--to') ?? '') : undefined;
  const side = sidesOfChains[chain];
  return network?.family === family && side ? { kind: 'translate', side, to: network, text } : undefined;
}

const sidesOfChains: Readonly<Record<string, Side | undefined>> = {
  PREROUTING: 'destination',
  OUTPUT: 'destination',
  INPUT: 'source',
  POSTROUTING: 'source',
};

/** "10.0.0.1:80", "10.0.0.1", ":80", "[fd00::1]:80", "fd00::1". */
function readParts(text: string): { address: string; port: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return { address: bracketed[1]!, port: bracketed[2] };
  const [address = '', port, ...more] = text.split(':');
  return more.length > 0 ? { address: text, port: undefined } : { address, port };
}

export function translate(
  side: Side,
  { to, port, text }: { to: ReturnType<typeof parseAddress>; port: number | undefined; text: string },
): Statement {
  return { kind: 'translate', side, ...(to ? { to } : {}), ...(port === undefined ? {} : { port }), text };
}
