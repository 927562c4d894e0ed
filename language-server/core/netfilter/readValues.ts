/** Reads the values that rule texts hold. In: words. Out: values of the model; undefined for what they do not say exactly. */
import { addressOfValue, type IpFamily, parseAddress } from '../ip/address.ts';
import { network, parseCidr } from '../ip/cidr.ts';
import { parseIPv6Value } from '../ip/ipv6.ts';
import type { AddressRange, ConntrackState, NatTarget, PortsMatch, Protocol, Side } from './ir.ts';

const protocols: Readonly<Record<string, Protocol>> = {
  tcp: 'tcp',
  udp: 'udp',
  sctp: 'sctp',
  '6': 'tcp',
  '17': 'udp',
  '132': 'sctp',
};

export function readProtocol(text: string): Protocol | undefined {
  return Object.hasOwn(protocols, text) ? protocols[text] : undefined;
}

const protocolNumbers: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ggp: 3,
  ipencap: 4,
  st: 5,
  tcp: 6,
  egp: 8,
  igp: 9,
  udp: 17,
  'xns-idp': 22,
  rdp: 27,
  'iso-tp4': 29,
  dccp: 33,
  xtp: 36,
  ddp: 37,
  ipv6: 41,
  'ipv6-route': 43,
  'ipv6-frag': 44,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  skip: 57,
  icmpv6: 58,
  'ipv6-icmp': 58,
  'ipv6-nonxt': 59,
  'ipv6-opts': 60,
  vmtp: 81,
  eigrp: 88,
  ospf: 89,
  ipip: 94,
  etherip: 97,
  pim: 103,
  ipcomp: 108,
  comp: 108,
  vrrp: 112,
  l2tp: 115,
  isis: 124,
  sctp: 132,
  fc: 133,
  'mobility-header': 135,
  udplite: 136,
  'mpls-in-ip': 137,
  hip: 139,
  shim6: 140,
};

/** The number of a protocol; undefined for names that are not known. */
export function readProtocolNumber(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) < 256 ? Number(text) : undefined;
  return Object.hasOwn(protocolNumbers, text) ? protocolNumbers[text] : undefined;
}

export function readRange(text: string, family: IpFamily): AddressRange | undefined {
  const range = text.includes('/') ? parseCidr(text) : parseAddress(text);
  if (range?.family === family) return range;
  return family === 'IPv6' && text.includes(':') ? readMappedRange(text) : undefined;
}

/** "::ffff:0.0.0.0/96": rules of IPv6 mean the IPv6 address, where manifests mean the IPv4 address in it. */
function readMappedRange(text: string): AddressRange | undefined {
  const [host = '', bits = '128'] = text.split('/');
  const value = parseIPv6Value(host);
  if (value === undefined || !/^\d{1,3}$/.test(bits) || Number(bits) > 128) return undefined;
  const address = addressOfValue('IPv6', value);
  return bits === '128' ? address : network(address, Number(bits));
}

/** Decimal, from 0 to 65535. */
export function readPort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;
}

/** One port, or the first and the last with `joiner` between them. */
export function readPortRange(text: string, joiner: ':' | '-'): PortsMatch['ranges'][number] | undefined {
  const [from = '', to = from, ...more] = text.split(joiner);
  const first = readPort(from);
  const last = readPort(to);
  return first === undefined || last === undefined || more.length > 0 ? undefined : { first, last };
}

/** "10.0.0.1:80" or "[fd00::1]:80". */
export function readNatTarget(text: string, family: IpFamily): NatTarget | undefined {
  const colon = text.lastIndexOf(':');
  const host = text.slice(0, colon);
  const address = parseAddress(family === 'IPv6' ? host.replace(/^\[(.*)\]$/, '$1') : host);
  const port = readPort(text.slice(colon + 1));
  return address?.family === family && port !== undefined ? { address, port } : undefined;
}

const states: readonly string[] = ['new', 'established', 'related', 'invalid', 'untracked', 'snat', 'dnat'];

export function readStates(text: string): readonly ConntrackState[] | undefined {
  const words = text.toLowerCase().split(',');
  return words.every((word): word is ConntrackState => states.includes(word)) ? words : undefined;
}

/** 32 bits, hexadecimal or decimal: a mark, or any other number of the kernel's. */
export function readMark(text: string): number | undefined {
  const value = /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text) ? Number(text) : Number.NaN;
  return value <= 0xffffffff ? value : undefined;
}

export function readSides(text: string): readonly Side[] | undefined {
  const sides = text.split(',').map(word => (word === 'src' ? 'source' : word === 'dst' ? 'destination' : undefined));
  return sides.every(side => side !== undefined) ? sides : undefined;
}

/**
 * The whole number of which a probability is one part: as ten decimals are written, or as the kernel lists them again,
 * which keeps multiples of 2^-31 (xt_statistic.h).
 */
export function readOneIn(text: string): number | undefined {
  const probability = /^[01]?\.\d{5,}$/.test(text) ? Number(text) : 0;
  const oneIn = Math.round(1 / probability);
  if (!Number.isSafeInteger(oneIn)) return undefined;
  const written = (1 / oneIn).toFixed(10);
  const kept = Math.round(Number(written) * 2 ** 31) / 2 ** 31;
  const isThat = probability === Number(written) || Math.abs(probability - kept) < 1e-11;
  return isThat ? oneIn : undefined;
}
