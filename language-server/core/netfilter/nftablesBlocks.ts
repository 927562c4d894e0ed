/**
 * Tables of nftables in a text of iptables, where someone captured both. In: the text. Out: the text without them, every
 * line where it was, and what is to be said of them. Where iptables works on nftables, both tools list the same rules.
 */
import type { ParseProblem } from './parsedRules.ts';

const block = /^table (?:(ip6?|inet|arp|bridge|netdev) )?(\S+) \{[^\n]*\n(?:[^}\n][^\n]*\n|\n)*?(?:\}|$(?![\s\S]))/gm;

export function withoutNftables(text: string): { readonly text: string; readonly problems: readonly ParseProblem[] } {
  if (!/^table \S+ .*\{/m.test(text)) return { text, problems: [] };
  const own = new Set([...text.matchAll(/^\*(\S+)/gm)].map(([, name]) => name));
  const problems: ParseProblem[] = [];
  const rest = text.replace(block, (whole: string, family: string | undefined, name: string, start: number) => {
    const isSame = (family === 'ip' || family === 'ip6') && own.has(name);
    if (!isSame && family !== 'arp') {
      const title = whole.slice(0, whole.indexOf(' {'));
      problems.push({
        message: `The rules of ${title} are not followed beside those of iptables; trace them alone, from the text of nft list ruleset.`,
        place: { line: lineAt(text, start), range: { start, end: start + title.length } },
      });
    }
    return whole.replace(/[^\n]/g, ' ');
  });
  return { text: rest, problems };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
