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

const head = /^table (?:(ip6?|inet|arp|bridge|netdev) )?(\S+) \{/;

export function separateTools(text: string): ToolTexts {
  const lines = text.split('\n');
  const listed = new Set(lines.flatMap(line => /^\*(\S+)/.exec(line)?.[1] ?? []));
  const iptables = [...lines];
  const nftables = lines.map(blank);
  let hasTables = false;
  for (const { from, to, family, name } of tablesIn(lines)) {
    const isListed = (family === 'ip' || family === 'ip6') && listed.has(name);
    const isOfNft = !isListed && family !== 'arp';
    hasTables ||= isOfNft;
    for (let i = from; i <= to; i++) {
      iptables[i] = blank(lines[i]!);
      if (isOfNft) nftables[i] = lines[i]!;
    }
  }
  return { iptables: iptables.join('\n'), nftables: hasTables ? nftables.join('\n') : undefined };
}

interface TableLines {
  readonly from: number;
  /** Of the closing brace, or of the last line where the text ends before it. */
  readonly to: number;
  readonly family: string | undefined;
  readonly name: string;
}

function* tablesIn(lines: readonly string[]): Generator<TableLines> {
  for (let from = 0; from < lines.length; from++) {
    const [, family, name] = head.exec(lines[from]!) ?? [];
    if (name === undefined) continue;
    let to = from + 1;
    while (to < lines.length - 1 && !lines[to]!.startsWith('}')) to++;
    yield { from, to, family, name };
    from = to;
  }
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
