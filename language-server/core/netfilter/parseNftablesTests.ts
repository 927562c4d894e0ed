/**
 * Tests of nftables beside those of sets and fields: what the first packet of a connection answers by itself, and what
 * nothing that is captured answers (rates, processes, the packet's length). In: a cursor on a rule's words. Out: the match
 * that is next; undefined where not even its end is known.
 */
import type { IpFamily } from '../ip/address.ts';
import type { AddressType, ConnectionStatus } from './foreignIr.ts';
import type { Match } from './ir.ts';
import { type Cursor, peek, peekWord, take, takeString, takeWord } from './nftablesTokens.ts';
import { negation, readFlags } from './parseIptablesFields.ts';
import { counted, randomPart } from './parseNftablesChance.ts';
import { textSince } from './parseNftablesLookups.ts';
import { skipValue, unknown } from './parseNftablesUnknown.ts';
import { readMark, readStates } from './readValues.ts';

type Reader = (cursor: Cursor, start: number, family: IpFamily) => Match | undefined;

const readers: Readonly<Record<string, Reader>> = {
  fib,
  ct: connection,
  tcp: tcpFlags,
  pkttype: packetType,
  icmp: otherProtocol,
  icmpv6: otherProtocol,
  igmp: otherProtocol,
  esp: otherProtocol,
  ah: otherProtocol,
  dccp: otherProtocol,
  protocol: layer3,
  ether: unknownField,
  ip: header,
  ip6: header,
  limit,
  quota: limit,
  meter,
  xt: extension,
  numgen: counted,
};

/** Of fields that one word names. */
const singleWords: readonly string[] =
  'length cpu cgroup hour day time secpath secmark priority rtclassid iiftype oiftype iifgroup oifgroup iifkind oifkind sdif sdifname'.split(
    ' ',
  );

export function otherTest(cursor: Cursor, family: IpFamily): Match | undefined {
  const start = cursor.at;
  take(cursor, 'meta');
  const word = takeWord(cursor) ?? '';
  if (word.startsWith('# xt_')) return extensionOf(word.slice('# xt_'.length), cursor, start);
  if (word === 'skuid' || word === 'skgid') return sender(cursor, start);
  if (word === 'random') return randomPart(cursor, start);
  if (singleWords.includes(word)) return skipValue(cursor) ? unknown(cursor, start) : undefined;
  if (word === 'socket' || word === 'rt' || word === 'osf') return unknownField(cursor, start);
  return Object.hasOwn(readers, word) ? readers[word]!(cursor, start, family) : undefined;
}

function isNegated(cursor: Cursor): boolean {
  if (take(cursor, '!=') || take(cursor, '!')) return true;
  take(cursor, '==');
  return false;
}

/** A name and a value behind the word that was read. */
function unknownField(cursor: Cursor, start: number): Match | undefined {
  return takeWord(cursor) !== undefined && skipValue(cursor) ? unknown(cursor, start) : undefined;
}

const headerFields: readonly string[] =
  'ttl hoplimit length id dscp ecn frag-off tos flowlabel checksum hdrlength'.split(' ');

function header(cursor: Cursor, start: number, family: IpFamily): Match | undefined {
  const field = takeWord(cursor);
  if (field === 'version') {
    const negated = isNegated(cursor);
    const asked = takeWord(cursor, ['4', '6']);
    if (asked === undefined) return undefined;
    const holds = (asked === '4') === (family === 'IPv4');
    return { kind: 'constant', holds: holds !== negated, text: textSince(cursor, start) };
  }
  return headerFields.includes(field ?? '') && skipValue(cursor) ? unknown(cursor, start) : undefined;
}

/** "meta protocol ip" */
function layer3(cursor: Cursor, start: number, family: IpFamily): Match | undefined {
  const negated = isNegated(cursor);
  const asked = takeList(cursor);
  if (!asked?.every(word => ['ip', 'ip6', 'arp', 'vlan'].includes(word))) return undefined;
  const holds = asked.includes(family === 'IPv4' ? 'ip' : 'ip6');
  return { kind: 'constant', holds: holds !== negated, text: textSince(cursor, start) };
}

/** A field of a header that what is traced does not have. */
function otherProtocol(cursor: Cursor, start: number): Match | undefined {
  if (takeWord(cursor) === undefined || !skipValue(cursor)) return undefined;
  return { kind: 'constant', holds: false, text: textSince(cursor, start) };
}

const addressTypes: readonly string[] = ['local', 'unicast', 'broadcast', 'multicast'];

/** "fib daddr . iif type { local, broadcast }", "fib saddr . iif oif missing" */
function fib(cursor: Cursor, start: number): Match | undefined {
  const keys: string[] = [];
  do keys.push(takeWord(cursor) ?? '');
  while (take(cursor, '.'));
  const side = keys.includes('saddr') ? 'source' : keys.includes('daddr') ? 'destination' : undefined;
  const on = keys.includes('iif') ? 'in' : keys.includes('oif') ? 'out' : undefined;
  if (!side || !keys.every(key => ['saddr', 'daddr', 'iif', 'oif', 'mark'].includes(key))) return undefined;
  if (take(cursor, 'type')) {
    const negated = isNegated(cursor);
    const words = takeList(cursor);
    if (!words?.every((word): word is AddressType => addressTypes.includes(word))) return undefined;
    const text = textSince(cursor, start);
    return { kind: 'address-types', side, types: words, text, ...(on ? { on } : {}), ...negation({ negated }) };
  }
  if (side !== 'source' || on === 'out' || !take(cursor, 'oif')) return undefined;
  const isMissing = missing(cursor);
  if (isMissing === undefined) return undefined;
  const text = textSince(cursor, start);
  return { kind: 'reverse-path', loose: on === undefined, text, ...negation({ negated: isMissing }) };
}

/** Interface 0 stands for none. */
function missing(cursor: Cursor): boolean | undefined {
  if (take(cursor, 'missing')) return true;
  if (take(cursor, 'exists')) return false;
  const negated = isNegated(cursor);
  return take(cursor, '0') ? !negated : undefined;
}

/** "a", "a,b" or "{ a, b }", perhaps with another word between the values. */
function takeList(cursor: Cursor, joiner = ','): readonly string[] | undefined {
  const inBraces = take(cursor, '{');
  const words: string[] = [];
  do words.push(takeWord(cursor) ?? '');
  while (take(cursor, ',') || take(cursor, joiner));
  return inBraces && !take(cursor, '}') ? undefined : words;
}

const statuses: readonly string[] = ['expected', 'seen-reply', 'assured', 'confirmed', 'snat', 'dnat'];

function connection(cursor: Cursor, start: number): Match | undefined {
  switch (takeWord(cursor)) {
    case 'status':
      return status(cursor, start);
    case 'state':
      return wholeState(cursor, start);
    case 'helper':
    case 'zone':
    case 'label':
    case 'expiration':
    case 'bytes':
    case 'packets':
    case 'avgpkt':
      return skipValue(cursor) ? unknown(cursor, start) : undefined;
    case 'count':
      take(cursor, 'over');
      return takeWord(cursor) === undefined ? undefined : unknown(cursor, start);
    default:
      return undefined;
  }
}

/** "!= new | related": as one value, which is no state's. */
function wholeState(cursor: Cursor, start: number): Match | undefined {
  const operator = takeWord(cursor, ['!=', '==']);
  const words = operator && takeList(cursor, '|');
  if (!words || words.length < 2 || !readStates(words.join(','))) return undefined;
  return { kind: 'constant', holds: operator === '!=', text: textSince(cursor, start) };
}

/** "dnat,snat" and "! dnat" ask for any of the bits; with another operator, or as a set, they are compared as a whole. */
function status(cursor: Cursor, start: number): Match | undefined {
  const operator = takeWord(cursor, ['!', '!=', '==']);
  const exact = (operator !== undefined && operator !== '!') || peekWord(cursor) === '{';
  const words = takeList(cursor, '|');
  if (!words?.every((word): word is ConnectionStatus => statuses.includes(word))) return undefined;
  const negated = operator?.startsWith('!') ?? false;
  const text = textSince(cursor, start);
  return {
    kind: 'connection-status',
    statuses: words,
    text,
    ...(exact ? { exact } : {}),
    ...negation({ negated }),
  };
}

/** "tcp flags syn / fin,syn,rst,ack", "tcp flags & (fin | syn) == syn", "tcp flags syn", in which any of them counts. */
function tcpFlags(cursor: Cursor, start: number): Match | undefined {
  if (!take(cursor, 'flags')) return undefined;
  const masked = take(cursor, '&') || take(cursor, 'and') ? takeFlags(cursor) : undefined;
  const isExact = peekWord(cursor) === '==' || peekWord(cursor) === '!=';
  const negated = isNegated(cursor);
  const value = takeFlags(cursor);
  const behind = take(cursor, '/') ? takeFlags(cursor) : undefined;
  if (value === undefined) return undefined;
  const text = textSince(cursor, start);
  const mask = masked ?? behind;
  if (mask !== undefined) return { kind: 'tcp-flags', mask, value, text, ...negation({ negated }) };
  return isExact
    ? { kind: 'tcp-flags', mask: 0xff, value, text, ...negation({ negated }) }
    : { kind: 'tcp-flags', mask: value, text, ...negation({ negated }) };
}

/** Names or numbers with commas or bars between them, in parentheses or not. */
function takeFlags(cursor: Cursor): number | undefined {
  const inBrackets = take(cursor, '(');
  let flags = 0;
  do {
    for (const word of (takeWord(cursor) ?? '').split('|')) {
      const bits = readMark(word) ?? readFlags([word]);
      if (bits === undefined) return undefined;
      flags |= bits;
    }
  } while (take(cursor, ',') || take(cursor, '|'));
  return inBrackets && !take(cursor, ')') ? undefined : flags;
}

/** What the link layer calls a packet is what its destination is. */
function packetType(cursor: Cursor, start: number): Match | undefined {
  const side = 'destination';
  const negated = isNegated(cursor);
  const words = takeList(cursor) ?? [];
  const text = textSince(cursor, start);
  if (words.every((word): word is 'broadcast' | 'multicast' => word === 'broadcast' || word === 'multicast')) {
    return { kind: 'address-types', side, types: words, text, ...negation({ negated }) };
  }
  if (words.length !== 1 || (words[0] !== 'host' && words[0] !== 'unicast')) return undefined;
  return { kind: 'address-types', side, types: ['broadcast', 'multicast'], text, ...negation({ negated: !negated }) };
}

/** "limit rate over 3/minute burst 5 packets", "quota over 10 mbytes" */
function limit(cursor: Cursor, start: number): Match | undefined {
  if (take(cursor, 'name')) return (takeString(cursor) ?? takeWord(cursor)) ? unknown(cursor, start) : undefined;
  take(cursor, 'rate');
  takeWord(cursor, ['over', 'until']);
  if (takeWord(cursor) === undefined) return undefined;
  const unit = /^[kmg]?bytes/;
  if (unit.test(peekWord(cursor) ?? '')) cursor.at++;
  if (take(cursor, '/')) cursor.at++;
  if (take(cursor, 'burst')) cursor.at += 2;
  if (take(cursor, 'used')) cursor.at += 2;
  return unknown(cursor, start);
}

/** "meter name size 100 { ip saddr limit rate 3/minute }" */
function meter(cursor: Cursor, start: number): Match | undefined {
  takeWord(cursor);
  if (take(cursor, 'size')) cursor.at++;
  if (!take(cursor, '{')) return undefined;
  while (peek(cursor) && peekWord(cursor) !== '}') cursor.at++;
  return take(cursor, '}') ? unknown(cursor, start) : undefined;
}

/** Of packets that no process of this node sent, no such test is true. */
function sender(cursor: Cursor, start: number): Match | undefined {
  if (!skipValue(cursor)) return undefined;
  return { kind: 'sender-process', otherwise: false, text: textSince(cursor, start) };
}

/** `xt match "statistic"`: a match of iptables that nft has no words for. */
function extension(cursor: Cursor, start: number): Match | undefined {
  if (!take(cursor, 'match')) return undefined;
  const name = takeString(cursor) ?? takeWord(cursor) ?? '';
  return extensionOf(name, cursor, start);
}

/** Older releases write a comment that begins with its name; those of targets are in capitals. */
function extensionOf(name: string, cursor: Cursor, start: number): Match | undefined {
  if (name === '' || name !== name.toLowerCase()) return undefined;
  const text = textSince(cursor, start);
  return name === 'comment' ? { kind: 'constant', holds: true, text } : { kind: 'unknown', text };
}
