/**
 * How the text of an IP address or CIDR is written, beyond what it means: the API server refuses or warns of forms that
 * programs read differently. In: text from a manifest. Out: what is wrong with it, and the plain form.
 */
import { type IpAddress, parseAddress } from '../ip/address.ts';
import { type IpNetwork, parseCidr } from '../ip/cidr.ts';

/** Leading zeros or an IPv4-mapped IPv6 address: other programs read another address. Refused since 1.36. */
export function isNonstandardAddress(text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && (hasLeadingZeros(text) || (address.family === 'IPv4' && text.includes(':')));
}

/** IPv6 that is valid, but not in the shortest lower-case form. */
export function isNonCanonicalIpv6(text: string): boolean {
  const address = parseAddress(text);
  return address?.family === 'IPv6' && !hasLeadingZeros(text) && address.text !== text;
}

function hasLeadingZeros(text: string): boolean {
  const dotted = text.slice(text.lastIndexOf(':') + 1);
  return dotted.includes('.') && dotted.split('.').some(part => /^0\d/.test(part));
}

export type CidrProblem = 'host-bits' | 'nonstandard' | 'not-canonical';

/** What is wrong with a text that parses as a CIDR. */
export function cidrProblem(text: string): CidrProblem | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(text.slice(0, slash));
  const network = parseCidr(text);
  if (!address || !network) return undefined;
  if (isNonstandardAddress(text.slice(0, slash)) || /^0\d/.test(text.slice(slash + 1))) return 'nonstandard';
  if (address.text !== network.address.text) return 'host-bits';
  return isNonCanonicalIpv6(text.slice(0, slash)) ? 'not-canonical' : undefined;
}

/** What an address that no other machine can be reached at is; endpoints and external IPs must not be such. */
export function specialAddress(text: string): string | undefined {
  const address = parseAddress(text);
  if (!address) return undefined;
  const known = address.family === 'IPv4' ? specialIpv4 : specialIpv6;
  return known.find(([pattern]) => pattern.test(address.text))?.[1];
}

const specialIpv4: readonly (readonly [RegExp, string])[] = [
  [/^0\.0\.0\.0$/, 'the unspecified address'],
  [/^127\./, 'a loopback address'],
  [/^169\.254\./, 'a link-local address'],
  [/^224\.0\.0\./, 'a link-local multicast address'],
];

const specialIpv6: readonly (readonly [RegExp, string])[] = [
  [/^::$/, 'the unspecified address'],
  [/^::1$/, 'a loopback address'],
  [/^fe[89ab][0-9a-f]:/, 'a link-local address'],
  [/^ff[0-9a-f]2:/, 'a link-local multicast address'],
];

export type { IpAddress, IpNetwork };
export { parseAddress, parseCidr };
