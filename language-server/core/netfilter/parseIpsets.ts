/**
 * Reads what `ipset save` writes, wherever it stands beside captured rules. In: text. Out: sets with their entries; a set
 * with a type or an entry that is not understood holds nobody knows what.
 */
import { addressValue, parseAddress } from '../ip/address.ts';
import { parseCidr } from '../ip/cidr.ts';
import { type Span, spanOf } from './addressSpans.ts';
import { readPortRange, readProtocolNumber } from './readValues.ts';

/** What each part of an entry is. */
export type IpsetDimension = 'ip' | 'net' | 'port' | 'iface' | 'set';

/** Numbers, for ports of one protocol where it is said; or a name. */
export type IpsetPart = (Span & { readonly protocol?: number }) | { readonly name: string };

export interface CapturedIpset {
  readonly name: string;
  readonly dimensions: readonly IpsetDimension[];
  /** Undefined: not understood. */
  readonly entries: readonly CapturedIpsetEntry[] | undefined;
}

export interface CapturedIpsetEntry {
  readonly parts: readonly IpsetPart[];
  /** What is in it is not in the set, though a wider entry holds it. */
  readonly excluded: boolean;
}

interface Draft {
  readonly dimensions: readonly IpsetDimension[];
  readonly entries: CapturedIpsetEntry[];
  isRead: boolean;
}

const line = /^(create|add) (\S+) (\S+)(.*)$/gm;

/** A line of `ipset save`. */
export function isIpsetLine(text: string): boolean {
  return /^(create|add) \S+ \S/.test(text);
}

export function parseIpsets(text: string): CapturedIpset[] {
  const sets = new Map<string, Draft>();
  if (!/^create /m.test(text)) return [];
  for (const [, command, name = '', what = '', rest = ''] of text.matchAll(line)) {
    if (command === 'create') sets.set(name, declared(what));
    else {
      const set = sets.get(name);
      if (set) addEntry(set, what, rest);
    }
  }
  return [...sets].map(([name, { dimensions, entries, isRead }]) => ({
    name,
    dimensions,
    entries: isRead ? entries : undefined,
  }));
}

const known: readonly string[] = ['ip', 'net', 'port', 'iface', 'set'];

/** "hash:ip,port,net" */
function declared(type: string): Draft {
  const words = type.slice(type.indexOf(':') + 1).split(',');
  const isKnown = words.every((word): word is IpsetDimension => known.includes(word));
  return { dimensions: isKnown ? words : [], entries: [], isRead: isKnown };
}

function addEntry(set: Draft, entry: string, rest: string): void {
  const texts = entry.split(',');
  const parts = set.dimensions.map((dimension, i) => readPart(texts[i] ?? '', dimension));
  if (parts.length === texts.length && parts.every(part => part !== undefined)) {
    set.entries.push({ parts, excluded: / nomatch\b/.test(rest) });
  } else set.isRead = false;
}

function readPart(text: string, dimension: IpsetDimension): IpsetPart | undefined {
  switch (dimension) {
    case 'ip':
    case 'net':
      return addresses(text);
    case 'port':
      return ports(text);
    case 'iface':
      return text === '' || text.includes(':') ? undefined : { name: text };
    case 'set':
      return { name: text };
  }
}

function addresses(text: string): IpsetPart | undefined {
  const range = text.includes('/') ? parseCidr(text) : parseAddress(text);
  if (range) return spanOf(range);
  const [first, last, ...more] = text.split('-').map(part => parseAddress(part));
  if (!first || first.family !== last?.family || more.length > 0) return undefined;
  return { first: addressValue(first), last: addressValue(last) };
}

/** "tcp:80", "80-90" */
function ports(text: string): IpsetPart | undefined {
  const [protocolText, numbers] = text.includes(':') ? text.split(':', 2) : [undefined, text];
  const range = readPortRange(numbers ?? '', '-');
  const protocol = protocolText === undefined ? undefined : readProtocolNumber(protocolText);
  // Other protocols than those with ports have a type and a code there.
  if (protocolText !== undefined && protocol === undefined) return undefined;
  const span = range ? { first: BigInt(range.first), last: BigInt(range.last) } : { first: -1n, last: -1n };
  if (!range && !protocolText?.startsWith('icmp')) return undefined;
  return protocol === undefined ? span : { ...span, protocol };
}
