/**
 * Matches of nftables. In: a cursor on a rule's words. Out: the match that is next, with the cursor behind it; undefined
 * where it is not understood; 'never' where it asks for the other family.
 */
import { type IpFamily, parseAddress } from '../ip/address.ts';
import { rangesOf, spanOf } from './addressSpans.ts';
import type { AddressRange, KeyField, Match, PortsMatch, Protocol, Side } from './ir.ts';
import { type Cursor, peek, peekWord, take, takeString, takeWord } from './nftablesTokens.ts';
import {
  readMark,
  readPort,
  readPortRange,
  readProtocol,
  readProtocolNumber,
  readRange,
  readStates,
} from './readValues.ts';

export type Found = readonly Match[] | 'never' | undefined;

type Reader = (cursor: Cursor, family: IpFamily) => Found;

const readers: Readonly<Record<string, Reader>> = {
  ip: keyed,
  ip6: keyed,
  th: keyed,
  l4proto: keyed,
  tcp: port,
  udp: port,
  sctp: port,
  mark,
  nfproto,
  fib: one(addressType),
  ct: one(conntrack),
  iifname: one(interfaceName),
  iif: one(interfaceName),
  oifname: one(interfaceName),
  oif: one(interfaceName),
  xt: remark,
};

export function parseMatch(cursor: Cursor, family: IpFamily): Found {
  take(cursor, 'meta');
  const word = peekWord(cursor) ?? '';
  return Object.hasOwn(readers, word) ? readers[word]!(cursor, family) : undefined;
}

function one(read: (cursor: Cursor) => Match | undefined): Reader {
  return cursor => {
    const match = read(cursor);
    return match && [match];
  };
}

/** Rules of iptables that nft lists have their remarks as matches, which always hold. */
function remark(cursor: Cursor): Found {
  return take(cursor, 'xt', 'match') && takeString(cursor) === 'comment' ? [] : undefined;
}

function takeNegation(cursor: Cursor): { negated?: true } {
  if (take(cursor, '!=')) return { negated: true };
  take(cursor, '==');
  return {};
}

const addressWord = { IPv4: 'ip', IPv6: 'ip6' } as const;

/** One field, or several joined by dots: "ip daddr . meta l4proto . th dport". */
export function takeKey(cursor: Cursor, family: IpFamily): readonly KeyField[] | 'never' | undefined {
  const key: KeyField[] = [];
  do {
    const field = takeField(cursor, family);
    if (field === undefined || field === 'never') return field;
    key.push(field);
  } while (take(cursor, '.'));
  return key;
}

function takeField(cursor: Cursor, family: IpFamily): KeyField | 'never' | undefined {
  take(cursor, 'meta');
  const asked = takeWord(cursor, ['ip', 'ip6', 'l4proto', 'th']);
  if (asked === 'l4proto') return 'protocol';
  if (asked === 'th') return take(cursor, 'dport') ? 'destination-port' : undefined;
  if (asked === undefined) return undefined;
  if (asked !== addressWord[family]) return 'never';
  if (take(cursor, 'saddr')) return 'source-address';
  return take(cursor, 'daddr') ? 'destination-address' : undefined;
}

function keyed(cursor: Cursor, family: IpFamily): Found {
  if (peekWord(cursor) === 'th' && peekWord(cursor, 1) === 'sport') return port(cursor);
  const key = takeKey(cursor, family);
  if (key === undefined || key === 'never') return key;
  const negated = takeNegation(cursor);
  const word = peekWord(cursor);
  if (word?.startsWith('@')) {
    cursor.at++;
    return [{ kind: 'set', set: word.slice(1), key, ...negated }];
  }
  if (key.length > 1) return undefined;
  const match = valueMatch(key[0]!, cursor, family, negated);
  return match && [match];
}

function valueMatch(field: KeyField, cursor: Cursor, family: IpFamily, negated: { negated?: true }): Match | undefined {
  switch (field) {
    case 'source-address':
      return addresses('source', cursor, family, negated);
    case 'destination-address':
      return addresses('destination', cursor, family, negated);
    case 'protocol':
      return protocol(cursor, negated);
    case 'destination-port':
      return ports('destination', cursor, negated);
  }
}

/** The items of "{ a, b }", with the cursor on the brace; or undefined when one of them is no single word. */
function takeItems(cursor: Cursor): readonly string[] | undefined {
  const items: string[] = [];
  do {
    cursor.at++;
    const item = takeWord(cursor);
    if (item === undefined) return undefined;
    items.push(item);
  } while (peekWord(cursor) === ',');
  return take(cursor, '}') ? items : undefined;
}

function addresses(side: Side, cursor: Cursor, family: IpFamily, negated: { negated?: true }): Match | undefined {
  if (peekWord(cursor) !== '{') {
    const ranges = readAddresses(takeWord(cursor) ?? '', family);
    if (ranges.length === 0) return undefined;
    if (ranges.length === 1) return { kind: 'address', side, range: ranges[0]!, ...negated };
    return { kind: 'addresses', side, ranges, ...negated };
  }
  const [second, comma] = [peek(cursor, 1), peek(cursor, 2)];
  const tight = comma?.text === ',' && second?.end === comma.start && peek(cursor, 3)?.start === comma.end;
  const read = takeItems(cursor)?.map(item => readAddresses(item, family));
  if (!read?.every(ranges => ranges.length > 0)) return undefined;
  return { kind: 'addresses', side, ranges: read.flat(), ...(tight ? { tight } : {}), ...negated };
}

/** One range, or the several that "first-last" comes to; none where the text is something else. */
function readAddresses(text: string, family: IpFamily): readonly AddressRange[] {
  const range = readRange(text, family);
  if (range) return [range];
  const [first, last, ...more] = text.split('-').map(part => parseAddress(part));
  if (first?.family !== family || last?.family !== family || more.length > 0) return [];
  return rangesOf({ first: spanOf(first).first, last: spanOf(last).last }, family);
}

function protocol(cursor: Cursor, negated: { negated?: true }): Match | undefined {
  if (peekWord(cursor) === '{') {
    const names = takeItems(cursor);
    const areOthers = names?.every(item => readProtocolNumber(item) !== undefined && !readProtocol(item));
    return areOthers ? { kind: 'other-protocol', name: `{ ${names?.join(', ')} }`, ...negated } : undefined;
  }
  const name = takeWord(cursor);
  if (name === undefined || readProtocolNumber(name) === undefined) return undefined;
  const known = readProtocol(name);
  if (!known) return { kind: 'other-protocol', name, ...negated };
  return negated.negated ? undefined : { kind: 'protocol', protocol: known };
}

/** "tcp dport 80" asks for the protocol too. */
function port(cursor: Cursor): Found {
  const named = takeWord(cursor);
  const word = takeWord(cursor, ['dport', 'sport']);
  if (!word) return undefined;
  const match = ports(word === 'dport' ? 'destination' : 'source', cursor, takeNegation(cursor));
  if (!match || named === 'th') return match && [match];
  return [{ kind: 'protocol', protocol: named as Protocol, module: true }, match];
}

function ports(side: Side, cursor: Cursor, negated: { negated?: true }): Match | undefined {
  const single = peekWord(cursor) === '{' ? undefined : takeWord(cursor);
  const plain = readPort(single ?? '');
  if (plain !== undefined && !negated.negated) return { kind: 'port', side, port: plain };
  const words = single === undefined ? takeItems(cursor) : [single];
  const ranges = words?.map(word => readPortRange(word, '-'));
  const areRead = (read: typeof ranges): read is [...PortsMatch['ranges']] =>
    !!read?.every(range => range !== undefined);
  return areRead(ranges) ? { kind: 'ports', side, ranges, ...negated } : undefined;
}

const operators: readonly (string | undefined)[] = ['&', '|', '^', 'and', 'or', 'xor', '<<', '>>', '/'];

function mark(cursor: Cursor): Found {
  take(cursor, 'mark');
  const masked = take(cursor, 'and') || take(cursor, '&');
  const mask = masked ? readMark(takeWord(cursor) ?? '') : 0xffffffff;
  const negated = takeNegation(cursor);
  const value = readMark(takeWord(cursor) ?? '');
  if (mask === undefined || value === undefined || operators.includes(peekWord(cursor))) return undefined;
  return [{ kind: 'mark', value, mask, ...negated }];
}

function nfproto(cursor: Cursor, family: IpFamily): Found {
  take(cursor, 'nfproto');
  const negated = takeNegation(cursor).negated ?? false;
  const asked = takeWord(cursor, ['ipv4', 'ipv6']);
  if (!asked) return undefined;
  return ((asked === 'ipv4') === (family === 'IPv4')) !== negated ? [] : 'never';
}

function addressType(cursor: Cursor): Match | undefined {
  take(cursor, 'fib');
  const side = takeWord(cursor, ['saddr', 'daddr']);
  if (!side || !take(cursor, 'type')) return undefined;
  const negated = takeNegation(cursor);
  if (!take(cursor, 'local')) return undefined;
  return { kind: 'address-type', side: side === 'saddr' ? 'source' : 'destination', type: 'local', ...negated };
}

function conntrack(cursor: Cursor): Match | undefined {
  take(cursor, 'ct');
  if (take(cursor, 'status')) {
    const status = takeWord(cursor, ['dnat', 'snat']);
    const isWhole = peekWord(cursor) !== ',' && peekWord(cursor) !== '|';
    return status && isWhole ? { kind: 'conntrack-status', status } : undefined;
  }
  if (!take(cursor, 'state')) return undefined;
  const negated = take(cursor, '!') ? ({ negated: true } as const) : takeNegation(cursor);
  const words = peekWord(cursor) === '{' ? takeItems(cursor) : takeList(cursor);
  const states = readStates(words?.join(',') ?? '');
  // "!= new | related": is not the sum of both, which is another test than being neither.
  return states && peekWord(cursor) !== '|' ? { kind: 'conntrack-state', states, ...negated } : undefined;
}

/** "a,b" */
function takeList(cursor: Cursor): readonly string[] {
  const words = [takeWord(cursor) ?? ''];
  while (take(cursor, ',')) words.push(takeWord(cursor) ?? '');
  return words;
}

function interfaceName(cursor: Cursor): Match | undefined {
  const direction = takeWord(cursor)?.startsWith('i') ? 'in' : 'out';
  const negated = takeNegation(cursor);
  const text = takeString(cursor) ?? takeWord(cursor);
  if (!text || /^(@.*|\.|v?map|[<>]=?|[lg][te])$/.test(text)) return undefined;
  if (peekWord(cursor) === '.' || peekWord(cursor) === ',') return undefined;
  const prefix = text.endsWith('*');
  return { kind: 'interface', direction, name: prefix ? text.slice(0, -1) : text, prefix, ...negated };
}
