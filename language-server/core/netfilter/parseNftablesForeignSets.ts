/**
 * Sets and maps that the plain model does not have: intervals, interface names, marks, maps to addresses. In: a set's
 * words. Out: the set with its entries; undefined where its type or one of its elements is not understood.
 */
import type { IpFamily } from '../ip/address.ts';
import type { ForeignEntry, ValueType } from './foreignIr.ts';
import { type Cursor, peek, peekWord, take, takeWord } from './nftablesTokens.ts';
import { takeForeignKey, typeOf } from './parseNftablesFields.ts';
import { takeEntries, takeTranslationData, takeVerdictData } from './parseNftablesLookups.ts';

export interface ForeignType {
  readonly types: readonly ValueType[];
  readonly holds: 'keys' | 'verdicts' | 'translations';
  /** Of its addresses. */
  readonly family: IpFamily;
}

const types: Readonly<Record<string, ValueType>> = {
  ipv4_addr: 'address',
  ipv6_addr: 'address',
  inet_proto: 'protocol',
  inet_service: 'port',
  mark: 'mark',
  ifname: 'interface',
  iface_index: 'interface',
  ct_state: 'state',
};

/** The words behind `type` or `typeof`; in tables of both families, the addresses tell which is meant. */
export function readForeignType(property: 'type' | 'typeof', words: Cursor): ForeignType | undefined {
  const family = words.tokens.some(({ text }) => text === 'ipv6_addr' || text === 'ip6') ? 'IPv6' : 'IPv4';
  const read = () => (property === 'type' ? namedTypes(words) : typesOfFields(words, family));
  const found = read();
  if (!found) return undefined;
  if (!peek(words)) return { types: found, holds: 'keys', family };
  if (!take(words, ':')) return undefined;
  if (take(words, 'verdict')) return peek(words) ? undefined : { types: found, holds: 'verdicts', family };
  const data = read();
  const isTarget = data && !peek(words) && ['address', 'port', 'address port'].includes(data.join(' '));
  return isTarget ? { types: found, holds: 'translations', family } : undefined;
}

function namedTypes(words: Cursor): readonly ValueType[] | undefined {
  const found: ValueType[] = [];
  do {
    const word = takeWord(words) ?? '';
    if (!Object.hasOwn(types, word)) return undefined;
    found.push(types[word]!);
  } while (take(words, '.'));
  return found;
}

function typesOfFields(words: Cursor, family: IpFamily): readonly ValueType[] | undefined {
  const found = takeForeignKey(words, family);
  return found === 'never' ? undefined : found?.key.map(({ field }) => typeOf(field));
}

export function readForeignEntries(
  words: Cursor,
  { types: keyTypes, holds, family }: ForeignType,
): readonly ForeignEntry[] | undefined {
  const takeData = (cursor: Cursor) => {
    if (holds === 'verdicts') return takeVerdictData(cursor);
    return holds === 'translations' ? takeTranslationData(cursor, family) : {};
  };
  const entries = takeEntries(words, { types: keyTypes, family, takeData });
  return entries && peekWord(words) === undefined ? entries : undefined;
}
