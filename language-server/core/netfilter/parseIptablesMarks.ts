/**
 * Targets of iptables that change marks: MARK and CONNMARK. In: their options by name. Out: the statement; undefined where
 * they are not understood. What the tools take in many forms, listings have as `--set-xmark value/mask`.
 */
import type { ChangeMark } from './foreignIr.ts';
import type { Statement } from './ir.ts';
import { readMark } from './readValues.ts';

type Values = ReadonlyMap<string, string>;
type Change = Pick<ChangeMark, 'keep' | 'take' | 'flip'>;

const all = 0xffffffff;

function inverse(mask: number): number {
  return ~mask >>> 0;
}

export function markTarget(values: Values, text: string): Statement | undefined {
  if (values.size !== 1) return undefined;
  for (const operation of ['or', 'xor'] as const) {
    const value = readMark(values.get(`--${operation}-mark`) ?? '');
    if (value !== undefined) return { kind: 'set-mark', operation, value };
  }
  const change = changeOf(values);
  if (!change) return undefined;
  const { keep, flip } = change;
  if (keep === all) return { kind: 'set-mark', operation: 'xor', value: flip };
  if (inverse(keep) === flip) return { kind: 'set-mark', operation: 'or', value: flip };
  return { kind: 'change-mark', of: 'packet', ...change, text };
}

export function connectionMarkTarget(values: Values, text: string): Statement | undefined {
  const change = changeOf(values);
  if (change) return values.size === 1 ? { kind: 'change-mark', of: 'connection', ...change, text } : undefined;
  const known = ['--save-mark', '--restore-mark', '--nfmask', '--ctmask', '--mask'];
  if (![...values.keys()].every(name => known.includes(name))) return undefined;
  const maskNamed = (name: string) => readMark(values.get(name) ?? values.get('--mask') ?? String(all));
  const [ofPacket, ofConnection] = [maskNamed('--nfmask'), maskNamed('--ctmask')];
  if (ofPacket === undefined || ofConnection === undefined) return undefined;
  if (values.get('--save-mark') === '') {
    return { kind: 'change-mark', of: 'connection', keep: inverse(ofConnection), take: ofPacket, flip: 0, text };
  }
  if (values.get('--restore-mark') !== '') return undefined;
  return { kind: 'change-mark', of: 'packet', keep: inverse(ofPacket), take: ofConnection, flip: 0, text };
}

/** Of the forms that give a value; `set-mark` clears the bits of the value too. */
function changeOf(values: Values): Change | undefined {
  for (const name of ['--set-xmark', '--set-mark'] as const) {
    const [value, mask] = (values.get(name) ?? '').split('/').map(readMark);
    if (value === undefined) continue;
    const cleared = mask === undefined ? all : name === '--set-mark' ? mask | value : mask;
    return { keep: inverse(cleared), take: 0, flip: value };
  }
  const kept = readMark(values.get('--and-mark') ?? '');
  if (kept !== undefined) return { keep: kept, take: 0, flip: 0 };
  const set = readMark(values.get('--or-mark') ?? '');
  if (set !== undefined) return { keep: inverse(set), take: 0, flip: set };
  const flip = readMark(values.get('--xor-mark') ?? '');
  return flip === undefined ? undefined : { keep: all, take: 0, flip };
}
