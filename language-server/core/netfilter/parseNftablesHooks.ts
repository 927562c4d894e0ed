/**
 * Where base chains of nftables hang: "type filter hook ingress device eth0 priority filter". In: the words behind `type`,
 * the family of the table. Out: the hook; undefined where the words name none that is known. Facts: nft(8).
 */
import type { BaseHook } from './ir.ts';
import { type Cursor, peek, take, takeString, takeWord } from './nftablesTokens.ts';

const ipHooks = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;
const deviceHooks = ['ingress', 'egress'] as const;

type Priorities = Readonly<Record<string, number>>;

const ipPriorities: Priorities = { raw: -300, mangle: -150, dstnat: -100, filter: 0, security: 50, srcnat: 100 };
const bridgePriorities: Priorities = { dstnat: -300, filter: -200, out: 100, srcnat: 300 };

/** `family` as nft has it: ip, ip6, inet, bridge, netdev. */
export function readHook(words: Cursor, family: string): BaseHook | undefined {
  const type = takeWord(words, ['filter', 'nat', 'route']);
  if (!type || !take(words, 'hook')) return undefined;
  const ofDevice = takeWord(words, deviceHooks);
  const ofPackets = ofDevice ? undefined : takeWord(words, ipHooks);
  const devices = ofDevice && takeDevices(words);
  const priority = take(words, 'priority') ? readPriority(words, family) : undefined;
  if (priority === undefined) return undefined;
  if (ofDevice) return devices && { type, hook: ofDevice, priority, devices };
  if (!ofPackets || family === 'netdev') return undefined;
  return { type, hook: family === 'bridge' ? `bridge-${ofPackets}` : ofPackets, priority };
}

/** `device "eth0"`, `devices = { "eth0", eth1 }`. */
function takeDevices(words: Cursor): readonly string[] | undefined {
  if (take(words, 'device')) {
    const device = takeDevice(words);
    return device === undefined ? undefined : [device];
  }
  if (!take(words, 'devices', '=', '{')) return undefined;
  const found: string[] = [];
  while (peek(words) && !take(words, '}')) {
    const device = takeDevice(words);
    if (device === undefined) return undefined;
    found.push(device);
    take(words, ',');
  }
  return found;
}

function takeDevice(words: Cursor): string | undefined {
  return takeString(words) ?? takeWord(words);
}

/** "-100", "dstnat", "dstnat - 10". */
function readPriority(words: Cursor, family: string): number | undefined {
  const text = words.tokens
    .slice(words.at)
    .map(token => token.text)
    .join('');
  const [, name, offset] = /^([a-z]*)([+-]?\d+)?$/.exec(text) ?? [];
  if (name === undefined || (name === '' && offset === undefined)) return undefined;
  const named = family === 'bridge' ? bridgePriorities : ipPriorities;
  const base = name === '' ? 0 : Object.hasOwn(named, name) ? named[name] : undefined;
  return base === undefined ? undefined : base + Number(offset ?? 0);
}
