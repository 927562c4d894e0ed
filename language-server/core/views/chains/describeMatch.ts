/** A rule's conditions in few words, for edge labels: "10.96.0.10:53/udp", "from 10.244.0.0/16", "node port 30080". */
import type { AddressRange, KeyPart, Match } from '../../netfilter/ir.ts';

function isAddress(part: KeyPart): part is AddressRange & { text: string } {
  return typeof part === 'object';
}

function bracketed(range: AddressRange, port: number): string {
  return range.family === 'IPv6' ? `[${range.text}]:${port}` : `${range.text}:${port}`;
}

/** Where a packet has to go for these matches to hold; undefined when they do not say. */
function destination(matches: readonly Match[]): string | undefined {
  const protocol = matches.find(m => m.kind === 'protocol')?.protocol;
  const port = matches.find(m => m.kind === 'port' && m.side === 'destination') as { port: number } | undefined;
  const address = matches.find(m => m.kind === 'address' && m.side === 'destination' && !m.negated) as
    | { range: AddressRange }
    | undefined;
  const suffix = protocol ? `/${protocol}` : '';
  if (address && port) return bracketed(address.range, port.port) + suffix;
  if (port) return `node port ${port.port}${suffix}`;
  return address?.range.text;
}

function condition(match: Match): string | undefined {
  const not = 'negated' in match && match.negated ? 'not ' : '';
  switch (match.kind) {
    case 'address':
      return match.side === 'source' ? `${not}from ${match.range.text}` : undefined;
    case 'addresses':
      return match.side === 'source' ? `${not}from ${match.ranges.map(r => r.text).join(', ')}` : undefined;
    case 'address-type':
      return match.side === 'source' ? `${not}from the node itself` : undefined;
    case 'recently-seen':
      // The same target is also chosen by chance: a note says that clients keep it, the edge tells the share.
      return undefined;
    case 'interface':
      return `${not}${match.direction === 'in' ? 'in through' : 'out through'} ${match.name}${match.prefix ? '*' : ''}`;
    case 'set':
      return isAffinity(match) ? undefined : `${not}in @${match.set}`;
    default:
      return undefined;
  }
}

/** nftables' form of a recently-seen test. */
function isAffinity(match: Extract<Match, { kind: 'set' }>): boolean {
  return match.key.length === 1 && match.key[0] === 'source-address';
}

export function describeMatches(matches: readonly Match[]): string {
  return [destination(matches), ...matches.map(condition)].filter(Boolean).join(', ');
}

/** A map's key: address, protocol and port in the order of its type. */
export function describeKey(key: readonly KeyPart[]): string {
  const address = key.find(isAddress);
  const protocol = key.find(part => typeof part === 'string');
  const port = key.find(part => typeof part === 'number');
  const where = address ? (port === undefined ? address.text : bracketed(address, port)) : `node port ${port}`;
  return protocol ? `${where}/${protocol}` : where;
}
