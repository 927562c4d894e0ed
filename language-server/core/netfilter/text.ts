/** Bits of text that both rule languages write alike. */

/** Eight hex digits: 0x00004000. */
export function hexMark(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}
