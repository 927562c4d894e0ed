/**
 * One text with what iptables-save and `nft list ruleset` listed, where someone captured both. In: the text. Out: a text
 * for each tool, in which the lines of the other are blank, so that places stay where they are. Where iptables works on
 * nftables both list the same tables: they are taken as iptables wrote them.
 */
export interface ToolTexts {
  readonly iptables: string;
  /** Undefined where nothing in the text is of nft alone. */
  readonly nftables: string | undefined;
}

const block = /^table (?:(ip6?|inet|arp|bridge|netdev) )?(\S+) \{[^\n]*\n(?:[^}\n][^\n]*\n|\n)*?(?:\}|$(?![\s\S]))/gm;

export function separateTools(text: string): ToolTexts {
  if (!/^table \S+ .*\{/m.test(text)) return { iptables: text, nftables: undefined };
  const listed = new Set([...text.matchAll(/^\*(\S+)/gm)].map(([, name]) => name));
  const parts: string[] = [];
  let end = 0;
  const iptables = text.replace(block, (whole: string, family: string | undefined, name: string, start: number) => {
    const isListed = (family === 'ip' || family === 'ip6') && listed.has(name);
    if (!isListed && family !== 'arp') {
      parts.push(blank(text.slice(end, start)), whole);
      end = start + whole.length;
    }
    return blank(whole);
  });
  return { iptables, nftables: parts.length > 0 ? parts.join('') : undefined };
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
