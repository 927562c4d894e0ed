/** FNV-1a, 32 bits: spreads names evenly, and is the same on every machine and run. Not for security. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
