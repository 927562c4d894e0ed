/**
 * Networks in CIDR form, read as leniently as addresses: host bits are cleared, leading zeros are decimal.
 * In: text. Out: a plain value with its canonical text; containment tests.
 */
import { addressOfValue, addressValue, type IpAddress, type IpFamily, parseAddress } from './address.ts';

export interface IpNetwork {
  readonly family: IpFamily;
  /** "10.96.0.0/12", host bits cleared. */
  readonly text: string;
  /** The network's first address. */
  readonly address: IpAddress;
  readonly prefixLength: number;
}

const bitsOf = { IPv4: 32, IPv6: 128 } as const;

export function parseCidr(text: string): IpNetwork | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (!address || !/^\d{1,3}$/.test(digits)) return undefined;
  // An IPv4-mapped address was written with an IPv6 prefix length: 96 more bits than the IPv4 network has.
  const mapped = address.family === 'IPv4' && text.includes(':');
  const prefixLength = Number(digits) - (mapped ? 96 : 0);
  if (prefixLength < 0 || prefixLength > bitsOf[address.family]) return undefined;
  return network(address, prefixLength);
}

/** The network of `prefixLength` bits that holds `address`. */
export function network(address: IpAddress, prefixLength: number): IpNetwork {
  const hostBits = BigInt(bitsOf[address.family] - prefixLength);
  const base = addressOfValue(address.family, (addressValue(address) >> hostBits) << hostBits);
  return { family: address.family, text: `${base.text}/${prefixLength}`, address: base, prefixLength };
}

/** The network of one address alone. */
export function hostNetwork(address: IpAddress): IpNetwork {
  return network(address, bitsOf[address.family]);
}

export function containsAddress(range: IpNetwork, address: IpAddress): boolean {
  if (range.family !== address.family) return false;
  const hostBits = BigInt(bitsOf[range.family] - range.prefixLength);
  return addressValue(range.address) >> hostBits === addressValue(address) >> hostBits;
}

/** Every address of `inner` lies in `outer`. */
export function containsNetwork(outer: IpNetwork, inner: IpNetwork): boolean {
  return inner.prefixLength >= outer.prefixLength && containsAddress(outer, inner.address);
}

export function networksOverlap(a: IpNetwork, b: IpNetwork): boolean {
  return containsNetwork(a, b) || containsNetwork(b, a);
}
