/** Bits of text that both rule languages write alike. */

import type { PortsMatch } from './ir.ts';

/** Eight hex digits: 0x00004000. */
export function hexMark(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}

/** "80,8000<joiner>8100". */
export function portRanges({ ranges }: PortsMatch, joiner: ':' | '-'): string {
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}${joiner}${last}`)).join(',');
}
