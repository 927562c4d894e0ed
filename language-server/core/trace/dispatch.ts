/**
 * A chain made quick to walk. The chains that hand packets out to thousands of targets ask each rule for one destination
 * address or port; only the rules that can match are looked at, in their order. In: a chain. Out: its candidates.
 */
import type { IndexedChain } from '../netfilter/indexRuleset.ts';
import type { Match, Rule } from '../netfilter/ir.ts';
import type { Packet } from './packet.ts';

export interface NumberedRule<Origin> {
  readonly rule: Rule<Origin>;
  /** Position in its chain, from 1. */
  readonly number: number;
}

export interface DispatchChain<Origin> {
  readonly table: string;
  readonly name: string;
  /** In order; all that can match the packet, and some that do not. */
  readonly candidates: (packet: Packet) => readonly NumberedRule<Origin>[];
}

/** Shorter chains are walked rule by rule. */
const worthIndexing = 16;

type Buckets<Origin> = Map<string | number, NumberedRule<Origin>[]>;

export function dispatchChain<Origin>({ table, name, rules }: IndexedChain<Origin>): DispatchChain<Origin> {
  const numbered = rules.map((rule, i) => ({ rule, number: rule.number ?? i + 1 }));
  if (rules.length < worthIndexing) return { table, name, candidates: () => numbered };
  const buckets: Buckets<Origin> = new Map();
  const others: NumberedRule<Origin>[] = [];
  for (const entry of numbered) {
    const key = destinationKey(entry.rule.matches);
    if (key === undefined) others.push(entry);
    else addTo(buckets, key, entry);
  }
  if (buckets.size === 0) return { table, name, candidates: () => numbered };
  const candidates = (packet: Packet) =>
    [...others, ...(buckets.get(packet.destination.text) ?? []), ...(buckets.get(packet.destinationPort) ?? [])].sort(
      (a, b) => a.number - b.number,
    );
  return { table, name, candidates };
}

/** The one destination address, else the one port, that the rule asks for. */
function destinationKey(matches: readonly Match[]): string | number | undefined {
  let port: number | undefined;
  for (const match of matches) {
    if (
      match.kind === 'address' &&
      match.side === 'destination' &&
      !match.negated &&
      !('prefixLength' in match.range)
    ) {
      return match.range.text;
    }
    if (match.kind === 'port' && match.side === 'destination') port ??= match.port;
  }
  return port;
}

function addTo<Origin>(buckets: Buckets<Origin>, key: string | number, entry: NumberedRule<Origin>): void {
  const bucket = buckets.get(key);
  if (bucket) bucket.push(entry);
  else buckets.set(key, [entry]);
}
