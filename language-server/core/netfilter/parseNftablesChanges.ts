/**
 * Statements of nftables that only rules of other programs use: translation, marks, what no rule asks for. In: a cursor on
 * a rule's words. Out: the statement that is next; undefined where it is not understood, 'never' where it is of the other
 * family.
 */
import { type IpFamily, parseAddress } from '../ip/address.ts';
import type { Side, Statement } from './ir.ts';
import { type Cursor, peek, peekWord, take, takeString, takeWord } from './nftablesTokens.ts';
import { translate } from './parseIptablesNat.ts';
import { takeForeignKey } from './parseNftablesFields.ts';
import { chosenTranslation, chosenVerdict, textSince, translationLookup } from './parseNftablesLookups.ts';
import { takeKey } from './parseNftablesMatches.ts';
import { readMark, readNatTarget, readPort, readPortRange } from './readValues.ts';

type Found = Statement | 'never' | undefined;
type Reader = (cursor: Cursor, start: number, family: IpFamily) => Found;

const readers: Readonly<Record<string, Reader>> = {
  dnat: (cursor, start, family) => nat('destination', cursor, start, family),
  snat: (cursor, start, family) => nat('source', cursor, start, family),
  redirect,
  masquerade,
  mark: (cursor, start) => setMark('packet', cursor, start),
  ct: connection,
  notrack: (cursor, start) => ({ kind: 'untrack', text: textSince(cursor, start) }),
  numgen: chosen,
  jhash: chosen,
  symhash: chosen,
  add: addToSet,
  update: addToSet,
  flow: (cursor, start) => (take(cursor, 'add') && takeWord(cursor) ? passing(cursor, start) : undefined),
  nftrace: changed,
  priority: changed,
  pkttype: changed,
  ip: headerChanged,
  ip6: headerChanged,
  tcp: headerChanged,
  log: (cursor, start) => (takeLog(cursor) ? passing(cursor, start) : undefined),
  dup: (cursor, start) => {
    take(cursor, 'to');
    takeWord(cursor);
    if (take(cursor, 'device')) cursor.at++;
    return passing(cursor, start);
  },
};

export function otherStatement(cursor: Cursor, family: IpFamily): Found {
  const start = cursor.at;
  take(cursor, 'meta');
  const word = takeWord(cursor) ?? '';
  return Object.hasOwn(readers, word) ? readers[word]!(cursor, start, family) : undefined;
}

function passing(cursor: Cursor, start: number): Statement {
  return { kind: 'log', text: textSince(cursor, start) };
}

function takeLog(cursor: Cursor): boolean {
  while (takeWord(cursor, ['prefix', 'level', 'group', 'snaplen', 'queue-threshold', 'flags'])) {
    do {
      if ((takeString(cursor) ?? takeWord(cursor)) === undefined) return false;
      if (peekWord(cursor, -1) === 'tcp' || peekWord(cursor, -1) === 'ip') cursor.at++;
    } while (take(cursor, ','));
  }
  return true;
}

/** "nftrace set 1": what rules and routes do not ask for. */
function changed(cursor: Cursor, start: number): Found {
  return take(cursor, 'set') && (takeString(cursor) ?? takeWord(cursor)) !== undefined
    ? passing(cursor, start)
    : undefined;
}

/** "ip dscp set cs1", "tcp option maxseg size set rt mtu"; addresses and ports are another matter. */
function headerChanged(cursor: Cursor, start: number): Found {
  const field = takeWord(cursor) ?? '';
  if (!['dscp', 'ecn', 'ttl', 'hoplimit', 'option'].includes(field)) return undefined;
  if (field === 'option') cursor.at += 2;
  if (!take(cursor, 'set')) return undefined;
  if (!take(cursor, 'rt')) return takeWord(cursor) === undefined ? undefined : passing(cursor, start);
  takeWord(cursor, ['ip', 'ip6']);
  return takeWord(cursor) === undefined ? undefined : passing(cursor, start);
}

const wordOf = { IPv4: 'ip', IPv6: 'ip6' } as const;

function nat(side: Side, cursor: Cursor, start: number, family: IpFamily): Found {
  const of = takeWord(cursor, ['ip', 'ip6']);
  if (of !== undefined && of !== wordOf[family]) return 'never';
  take(cursor, 'addr', '.', 'port');
  if (!take(cursor, 'to')) return undefined;
  const word = peekWord(cursor) ?? '';
  const literal = readTarget(word, family);
  if (!literal) return chosenTranslation(side, cursor, start, family) ?? lookUpTarget(side, cursor, start, family);
  cursor.at++;
  if (!takeChoices(cursor)) return undefined;
  const { to, port } = literal;
  if (side === 'source') return to && translate(side, { to, port: undefined, text: textSince(cursor, start) });
  const number = port === undefined ? undefined : readPort(port);
  if (port !== undefined && number === undefined) return undefined;
  return translate(side, { to, port: number, text: textSince(cursor, start) });
}

/** "10.0.0.1", "10.0.0.1:80", ":80", "[fd00::1]:80", and with a range of ports. */
function readTarget(text: string, family: IpFamily) {
  const plain = parseAddress(text.replace(/^\[(.*)\]$/, '$1'));
  if (plain) return plain.family === family ? { to: plain, port: undefined } : undefined;
  const colon = text.lastIndexOf(':');
  const port = text.slice(colon + 1);
  if (colon < 0 || !readPortRange(port, '-')) return undefined;
  if (colon === 0) return { to: undefined, port };
  const target = readNatTarget(`${text.slice(0, colon)}:0`, family);
  return target && { to: target.address, port };
}

/** How the kernel looks for a free source port: nothing that a trace tells. False where something else stands there. */
function takeChoices(cursor: Cursor): boolean {
  do takeWord(cursor, ['random', 'fully-random', 'persistent']);
  while (take(cursor, ','));
  return peek(cursor) === undefined;
}

/** "tcp dport map { 80 : 8080 }"; before maps to ports stands a colon. */
function lookUpTarget(side: Side, cursor: Cursor, start: number, family: IpFamily) {
  const token = peek(cursor);
  if (token?.kind === 'word' && /^:./.test(token.text)) {
    const bare = { ...token, text: token.text.slice(1), start: token.start + 1 };
    const words = { ...cursor, tokens: cursor.tokens.with(cursor.at, bare) };
    const found = translationLookup(side, { cursor: words, start }, family);
    cursor.at = words.at;
    return found;
  }
  return translationLookup(side, { cursor, start }, family);
}

function redirect(cursor: Cursor, start: number, family: IpFamily): Found {
  if (peekWord(cursor) === 'to' && /^:\D/.test(peekWord(cursor, 1) ?? '')) {
    cursor.at++;
    const found = lookUpTarget('destination', cursor, start, family);
    return found && found !== 'never' && takeChoices(cursor) ? { ...found, redirects: true } : undefined;
  }
  const word = take(cursor, 'to') ? takeWord(cursor) : undefined;
  const port = word === undefined ? undefined : readPort(word.replace(/^:/, ''));
  if ((word !== undefined && port === undefined) || !takeChoices(cursor)) return undefined;
  const text = textSince(cursor, start);
  return port === undefined ? { kind: 'redirect', text } : { kind: 'redirect', port, text };
}

function masquerade(cursor: Cursor, start: number): Found {
  if (take(cursor, 'to') && !readPortRange((takeWord(cursor) ?? '').replace(/^:/, ''), '-')) return undefined;
  return takeChoices(cursor) ? { kind: 'masquerade', fullyRandom: false, text: textSince(cursor, start) } : undefined;
}

/** "ct mark set …"; helpers and zones change nothing for the first packet. */
function connection(cursor: Cursor, start: number): Found {
  if (take(cursor, 'mark')) return setMark('connection', cursor, start);
  return takeWord(cursor, ['helper', 'zone', 'timeout', 'label', 'event']) ? changed(cursor, start) : undefined;
}

/** Either mark, of which bits are kept and flipped: "meta mark & 0xff | 0x100", "ct mark", "0x1". */
function setMark(of: 'packet' | 'connection', cursor: Cursor, start: number): Found {
  if (!take(cursor, 'set')) return undefined;
  const source = takeSource(cursor);
  if (!source) return undefined;
  let { and, flip } = source;
  for (let word = takeWord(cursor, operators); word; word = takeWord(cursor, operators)) {
    const value = readMark(takeWord(cursor) ?? '');
    if (value === undefined) return undefined;
    if (word === '&' || word === 'and') [and, flip] = [and & value, flip & value];
    else if (word === '|' || word === 'or') [and, flip] = [and & ~value, (flip & ~value) | value];
    else flip ^= value;
  }
  const isOwn = source.mark === of;
  const change = { keep: isOwn ? and >>> 0 : 0, take: isOwn ? 0 : and >>> 0, flip: flip >>> 0 };
  if (/^(<<|>>|map|\.)$/.test(peekWord(cursor) ?? '')) return undefined;
  return { kind: 'change-mark', of, ...change, text: textSince(cursor, start) };
}

const operators = ['&', 'and', '|', 'or', '^', 'xor'] as const;

function takeSource(cursor: Cursor): { mark?: 'packet' | 'connection'; and: number; flip: number } | undefined {
  const value = readMark(peekWord(cursor) ?? '');
  if (value !== undefined) {
    cursor.at++;
    return { and: 0, flip: value };
  }
  if (take(cursor, 'ct', 'mark')) return { mark: 'connection', and: -1, flip: 0 };
  take(cursor, 'meta');
  return take(cursor, 'mark') ? { mark: 'packet', and: -1, flip: 0 } : undefined;
}

function chosen(cursor: Cursor, start: number): Found {
  cursor.at = start;
  return chosenVerdict(cursor);
}

/** "add @set { ip saddr . tcp dport timeout 10s }"; a limit in it would be a test. */
function addToSet(cursor: Cursor, start: number, family: IpFamily): Found {
  const set = takeWord(cursor);
  if (!set?.startsWith('@') || !take(cursor, '{')) return undefined;
  const words = { ...cursor };
  const plain = takeKey(words, family);
  const isPlain = plain !== undefined && plain !== 'never';
  const found = isPlain ? { key: plain.map(field => ({ field })), implied: [] } : takeForeignKey(cursor, family);
  if (found === undefined || found === 'never') return found;
  if (isPlain) cursor.at = words.at;
  if (take(cursor, 'timeout')) cursor.at++;
  if (take(cursor, 'comment')) takeString(cursor);
  if (take(cursor, 'counter') && take(cursor, 'packets')) cursor.at += 3;
  if (!take(cursor, '}')) return undefined;
  const told = { set: set.slice(1), text: textSince(cursor, start) };
  return isPlain ? { kind: 'update-set', key: plain, ...told } : { kind: 'add-to-set', ...found, ...told };
}
