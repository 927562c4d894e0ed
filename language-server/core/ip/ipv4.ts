/** The text form of IPv4 addresses: text to a number below 2^32, and back. */

/** Four decimal parts up to 255, leading zeros allowed; one pass, since big clusters have many of them. */
export function parseIPv4Value(text: string): number | undefined {
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (part < 0 || dots === 3) return undefined;
      value = value * 256 + part;
      part = -1;
      dots++;
    } else if (code >= 48 && code <= 57) {
      part = Math.max(part, 0) * 10 + code - 48;
      if (part > 255) return undefined;
    } else return undefined;
  }
  return dots === 3 && part >= 0 ? value * 256 + part : undefined;
}

export function printIPv4(value: number): string {
  return `${Math.floor(value / 0x1000000)}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** A part such as "010" makes the text not canonical. */
export function hasLeadingZero(text: string): boolean {
  for (let i = 0; i < text.length - 1; i++) {
    const startsPart = i === 0 || text.charCodeAt(i - 1) === 46;
    if (startsPart && text.charCodeAt(i) === 48 && text.charCodeAt(i + 1) !== 46) return true;
  }
  return false;
}
