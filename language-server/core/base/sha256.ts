/**
 * SHA-256, synchronous: chain names are hashes, and a ruleset of a big cluster needs a hundred thousand of them.
 * In: text, hashed as UTF-8. Out: the digest as eight 32-bit words. Short ASCII text, which nearly all names are, goes
 * through one block without any allocation.
 */
import { utf8 } from './utf8.ts';

/** The first `count` primes; the constants of SHA-256 are the fractions of their roots. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every(p => n % p !== 0)) found.push(n);
  return found;
}

function fractionBits(x: number): number {
  return ((x - Math.floor(x)) * 2 ** 32) | 0;
}

const roundConstants = Int32Array.from(primes(64), p => fractionBits(Math.cbrt(p)));
const initialState = Int32Array.from(primes(8), p => fractionBits(Math.sqrt(p)));
const maxBytesInOneBlock = 55;

const state = new Int32Array(8);
const schedule = new Int32Array(64);

/**
 * The digest of `text`, most significant word first. The array is one that every call shares: read it before the next
 * call and do not keep it.
 */
export function sha256(text: string): Readonly<Int32Array> {
  state.set(initialState);
  if (!hashShortAscii(text)) hashBytes(utf8(text));
  return state;
}

export function sha256Hex(text: string): string {
  return Array.from(sha256(text), word => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function hashShortAscii(text: string): boolean {
  const length = text.length;
  if (length > maxBytesInOneBlock) return false;
  schedule.fill(0, 0, 16);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return false;
    schedule[i >> 2]! |= code << (24 - ((i & 3) << 3));
  }
  schedule[length >> 2]! |= 0x80 << (24 - ((length & 3) << 3));
  schedule[15] = length << 3;
  compress();
  return true;
}

function hashBytes(bytes: Uint8Array): void {
  const padded = new Uint8Array(((bytes.length + 8) & ~63) + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  for (let offset = 0; offset < padded.length; offset += 64) {
    for (let i = 0; i < 16; i++) {
      const at = offset + i * 4;
      schedule[i] = (padded[at]! << 24) | (padded[at + 1]! << 16) | (padded[at + 2]! << 8) | padded[at + 3]!;
    }
    if (offset + 64 === padded.length) {
      schedule[14] = Math.floor(bytes.length / 2 ** 29);
      schedule[15] = bytes.length << 3;
    }
    compress();
  }
}

function extendSchedule(): void {
  const w = schedule;
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15]!;
    const b = w[i - 2]!;
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
}

/** One block: the 16 words at the head of the schedule are mixed into the state. */
function compress(): void {
  extendSchedule();
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + roundConstants[i]! + schedule[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}
