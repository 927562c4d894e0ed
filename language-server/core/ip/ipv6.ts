/** The text form of IPv6 addresses: text to a number below 2^128, and back to the canonical text of RFC 5952. */
import { collapseIPv6Number, IPv6 } from 'ip-num';
import { parseIPv4Value, printIPv4 } from './ipv4.ts';

/** Undefined when the text is no IPv6 address; a zone (`%eth0`) makes it none. */
export function parseIPv6Value(text: string): bigint | undefined {
  if (!/^[0-9a-fA-F:.]+$/.test(text)) return undefined;
  const plain = text.includes('.') ? withoutLeadingZeros(text) : text;
  try {
    return plain === undefined ? undefined : new IPv6(plain).value;
  } catch {
    // The library's way of saying that the text is no address.
    return undefined;
  }
}

/** The IPv4 address at the end of ::ffff:010.0.0.1, read as kube-proxy reads IPv4 addresses. */
function withoutLeadingZeros(text: string): string | undefined {
  const at = text.lastIndexOf(':') + 1;
  const value = parseIPv4Value(text.slice(at));
  return value === undefined ? undefined : text.slice(0, at) + printIPv4(value);
}

export function printIPv6(value: bigint): string {
  return collapseIPv6Number(IPv6.fromBigInt(value).toString());
}
