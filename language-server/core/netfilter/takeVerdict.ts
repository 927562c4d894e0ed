/** A verdict of nftables. In: a cursor on a rule's or an element's words. Out: the verdict; undefined where none is next. */
import type { Verdict } from './ir.ts';
import { type Cursor, takeWord } from './nftablesTokens.ts';

export function takeVerdict(cursor: Cursor): Verdict | undefined {
  const kind = takeWord(cursor, ['accept', 'drop', 'return', 'jump', 'goto']);
  if (kind !== 'jump' && kind !== 'goto') return kind && { kind };
  const chain = takeWord(cursor);
  return chain === undefined ? undefined : { kind, chain };
}
