/** The text form of IPv6 addresses: text to eight 16-bit groups, and groups to the canonical text of RFC 5952. */
import { parseIPv4Value } from './ipv4.ts';

/** Undefined when the text is no IPv6 address; a zone (`%eth0`) makes it none. */
export function parseIPv6Groups(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseHalf(halves[0]!, halves.length === 1);
  if (!head) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  const tail = parseHalf(halves[1]!, true);
  if (!tail || head.length + tail.length > 7) return undefined;
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

export function printIPv6(groups: readonly number[]): string {
  const run = longestZeroRun(groups);
  const hex = (part: readonly number[]) => part.map(group => group.toString(16)).join(':');
  if (run.length < 2) return hex(groups);
  return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`;
}

function parseHalf(text: string, mayEndInIPv4: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else {
      const value = mayEndInIPv4 && i === parts.length - 1 ? parseIPv4Value(part) : undefined;
      if (value === undefined) return undefined;
      groups.push(Math.floor(value / 0x10000), value % 0x10000);
    }
  }
  return groups;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [i, group] of groups.entries()) {
    if (group !== 0) start = i + 1;
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start };
  }
  return best;
}
