/**
 * Statements of nftables. In: a cursor on a rule's words. Out: the statement that is next, with the cursor behind it;
 * undefined where it is not understood; 'nothing' for what has no effect worth keeping (counters).
 */
import { type IpFamily, parseAddress } from '../ip/address.ts';
import type { NatTarget, Statement } from './ir.ts';
import { type Cursor, peek, peekWord, take, takeString, takeWord } from './nftablesTokens.ts';
import { takeKey } from './parseNftablesMatches.ts';
import { readMark, readNatTarget, readPort } from './readValues.ts';
import { takeVerdict } from './takeVerdict.ts';

export type FoundStatement = Statement | 'nothing' | 'never' | undefined;

type Reader = (cursor: Cursor, family: IpFamily) => FoundStatement;

const readers: Readonly<Record<string, Reader>> = {
  accept: takeVerdict,
  drop: takeVerdict,
  return: takeVerdict,
  jump: takeVerdict,
  goto: takeVerdict,
  continue: cursor => (take(cursor, 'continue') ? 'nothing' : undefined),
  reject,
  dnat,
  masquerade,
  mark: setMark,
  numgen: randomVerdict,
  update: updateSet,
  counter,
  log,
  ip: verdictMap,
  ip6: verdictMap,
  l4proto: verdictMap,
  th: verdictMap,
};

export function parseStatement(cursor: Cursor, family: IpFamily): FoundStatement {
  take(cursor, 'meta');
  const word = peekWord(cursor) ?? '';
  return Object.hasOwn(readers, word) ? readers[word]!(cursor, family) : undefined;
}

const usualAnswers: readonly string[] = ['icmp port-unreachable', 'icmpv6 port-unreachable', 'icmpx port-unreachable'];

function reject(cursor: Cursor): FoundStatement {
  take(cursor, 'reject');
  if (!take(cursor, 'with')) return { kind: 'reject' };
  if (take(cursor, 'tcp', 'reset')) return { kind: 'reject', with: 'tcp reset' };
  const protocol = takeWord(cursor, ['icmp', 'icmpv6', 'icmpx']);
  take(cursor, 'type');
  const answer = `${protocol} ${takeWord(cursor)}`;
  if (!protocol) return undefined;
  return usualAnswers.includes(answer) ? { kind: 'reject' } : { kind: 'reject', with: answer };
}

/** One address and port, or one of several at random; options behind them are not understood. */
function dnat(cursor: Cursor, family: IpFamily): FoundStatement {
  take(cursor, 'dnat');
  takeWord(cursor, ['ip', 'ip6']);
  take(cursor, 'addr', '.', 'port');
  if (!take(cursor, 'to')) return undefined;
  const targets = takeRandom(cursor, 'map', entry => takeTarget(entry, family));
  if (targets) return peek(cursor) ? undefined : { kind: 'dnat-random', targets };
  const target = readNatTarget(takeWord(cursor) ?? '', family);
  return target && !peek(cursor) ? { kind: 'dnat', target } : undefined;
}

/** "10.0.0.1 . 80" */
function takeTarget(cursor: Cursor, family: IpFamily): NatTarget | undefined {
  const address = parseAddress(takeWord(cursor) ?? '');
  if (address?.family !== family || !take(cursor, '.')) return undefined;
  const port = readPort(takeWord(cursor) ?? '');
  return port === undefined ? undefined : { address, port };
}

/** "numgen random mod 2 map { 0 : a, 1 : b }", where each number has a value. */
function takeRandom<T>(
  cursor: Cursor,
  map: 'map' | 'vmap',
  takeValue: (cursor: Cursor) => T | undefined,
): readonly T[] | undefined {
  if (!take(cursor, 'numgen', 'random', 'mod')) return undefined;
  const count = Number(takeWord(cursor));
  if (!take(cursor, map, '{')) return undefined;
  const values: T[] = [];
  do {
    if (!take(cursor, `${values.length}`, ':')) return undefined;
    const value = takeValue(cursor);
    if (value === undefined) return undefined;
    values.push(value);
  } while (take(cursor, ','));
  return take(cursor, '}') && values.length === count ? values : undefined;
}

function masquerade(cursor: Cursor): FoundStatement {
  take(cursor, 'masquerade');
  const fullyRandom = take(cursor, 'fully-random');
  return peek(cursor) ? undefined : { kind: 'masquerade', fullyRandom };
}

/** "mark set mark or 0x4000"; a listing writes "meta mark set meta mark | 0x4000". */
function setMark(cursor: Cursor): FoundStatement {
  if (!take(cursor, 'mark', 'set')) return undefined;
  take(cursor, 'meta');
  if (!take(cursor, 'mark')) return undefined;
  const word = takeWord(cursor, ['or', '|', 'xor', '^']);
  const value = readMark(takeWord(cursor) ?? '');
  if (!word || value === undefined || /^([&|^]|and|x?or|<<|>>)$/.test(peekWord(cursor) ?? '')) return undefined;
  return { kind: 'set-mark', operation: word === 'or' || word === '|' ? 'or' : 'xor', value };
}

function randomVerdict(cursor: Cursor): FoundStatement {
  const verdicts = takeRandom(cursor, 'vmap', takeVerdict);
  return verdicts && { kind: 'verdict-random', verdicts };
}

function verdictMap(cursor: Cursor, family: IpFamily): FoundStatement {
  const key = takeKey(cursor, family);
  if (key === undefined || key === 'never') return key;
  const map = take(cursor, 'vmap') ? takeWord(cursor) : undefined;
  return map?.startsWith('@') ? { kind: 'verdict-map', key, map: map.slice(1) } : undefined;
}

function updateSet(cursor: Cursor, family: IpFamily): FoundStatement {
  take(cursor, 'update');
  const set = takeWord(cursor);
  if (!set?.startsWith('@') || !take(cursor, '{')) return undefined;
  const key = takeKey(cursor, family);
  if (key === undefined || key === 'never') return key;
  return take(cursor, '}') ? { kind: 'update-set', set: set.slice(1), key } : undefined;
}

function counter(cursor: Cursor): FoundStatement {
  take(cursor, 'counter');
  if (take(cursor, 'packets'))
    return takeWord(cursor) && take(cursor, 'bytes') && takeWord(cursor) ? 'nothing' : undefined;
  if (take(cursor, 'name')) return (takeString(cursor) ?? takeWord(cursor)) ? 'nothing' : undefined;
  return 'nothing';
}

const logOptions = ['prefix', 'level', 'group', 'snaplen', 'queue-threshold'] as const;

function log(cursor: Cursor): FoundStatement {
  const start = peek(cursor)!.start;
  take(cursor, 'log');
  while (takeWord(cursor, logOptions)) if ((takeString(cursor) ?? takeWord(cursor)) === undefined) return undefined;
  if (peekWord(cursor) === 'flags') return undefined;
  return { kind: 'log', text: cursor.text.slice(start, peek(cursor, -1)!.end) };
}
