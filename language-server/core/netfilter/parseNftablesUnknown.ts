/** Tests whose result nothing tells, where at least their end is known. In: a cursor behind a field. Out: the match. */
import type { Match } from './ir.ts';
import { type Cursor, peek, peekWord, take, takeString, takeWord } from './nftablesTokens.ts';
import { textSince } from './parseNftablesLookups.ts';

export function unknown(cursor: Cursor, start: number): Match {
  return { kind: 'unknown', text: textSince(cursor, start) };
}

/** Past an operator and what it compares with: a value, several of them, a set. */
export function skipValue(cursor: Cursor): boolean {
  const start = cursor.at;
  // "ip dscp set …" is a statement.
  if (peekWord(cursor) === 'set') return false;
  takeWord(cursor, ['==', '!=', '!', '<', '>', '<=', '>=', 'lt', 'gt', 'le', 'ge', '&', 'and']);
  if (take(cursor, '{')) {
    while (peek(cursor) && peekWord(cursor) !== '}') cursor.at++;
    return take(cursor, '}');
  }
  do {
    if (takeString(cursor) === undefined && takeWord(cursor) === undefined) return false;
  } while (take(cursor, ',') || take(cursor, '/') || takeWord(cursor, ['-', '==', '!=', '&', '|']) !== undefined);
  return cursor.at > start;
}
