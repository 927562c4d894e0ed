/**
 * IP addresses as objects hold them: read as leniently as kube-proxy does (leading zeros are decimal, an IPv4-mapped
 * IPv6 address is an IPv4 address), printed canonically. In: text. Out: a plain value with its canonical text; numbers
 * are made on demand, because most addresses are only ever printed.
 */
import { hasLeadingZero, parseIPv4Value, printIPv4 } from './ipv4.ts';
import { parseIPv6Value, printIPv6 } from './ipv6.ts';

export type IpFamily = 'IPv4' | 'IPv6';

export interface IpAddress {
  readonly family: IpFamily;
  /** Canonical: no leading zeros; IPv6 lower-case and compressed (RFC 5952). */
  readonly text: string;
}

/** Undefined when the text is no address. */
export function parseAddress(text: string): IpAddress | undefined {
  if (text.includes(':')) return parseIPv6(text);
  const value = parseIPv4Value(text);
  if (value === undefined) return undefined;
  return { family: 'IPv4', text: hasLeadingZero(text) ? printIPv4(value) : text };
}

/** As it is printed; what is no address stays as it is. */
export function canonicalAddress(text: string): string {
  return parseAddress(text)?.text ?? text;
}

/** The address as a number: below 2^32 for IPv4, below 2^128 for IPv6. */
export function addressValue(address: IpAddress): bigint {
  if (address.family === 'IPv4') return BigInt(parseIPv4Value(address.text) ?? 0);
  return parseIPv6Value(address.text) ?? 0n;
}

export function addressOfValue(family: IpFamily, value: bigint): IpAddress {
  return { family, text: family === 'IPv4' ? printIPv4(Number(value)) : printIPv6(value) };
}

export function isLoopback(address: IpAddress): boolean {
  return address.family === 'IPv4' ? address.text.startsWith('127.') : address.text === '::1';
}

export function isUnspecified(address: IpAddress): boolean {
  return address.text === '0.0.0.0' || address.text === '::';
}

/** fe80::/10, or 169.254.0.0/16. */
export function isLinkLocal(address: IpAddress): boolean {
  return address.family === 'IPv4' ? address.text.startsWith('169.254.') : /^fe[89ab][0-9a-f]:/.test(address.text);
}

/** "ip:port", with an IPv6 address in brackets. */
export function joinHostPort(address: IpAddress, port: number): string {
  return address.family === 'IPv4' ? `${address.text}:${port}` : `[${address.text}]:${port}`;
}

function parseIPv6(text: string): IpAddress | undefined {
  const value = parseIPv6Value(text);
  if (value === undefined) return undefined;
  const isMapped = value >> 32n === 0xffffn;
  return isMapped ? addressOfValue('IPv4', value & 0xffffffffn) : addressOfValue('IPv6', value);
}
