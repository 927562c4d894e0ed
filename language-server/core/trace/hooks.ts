/**
 * The kernel's hooks and what runs at them, in order. In: an indexed ruleset. Out: the stages of each hook. The tables of
 * iptables have fixed places; base chains of nftables say theirs. All NAT chains of a hook run where the kernel's NAT
 * engine sits; the priorities that they declare only order them among themselves.
 */
import { builtInHook } from '../netfilter/builtInChains.ts';
import type { IndexedChain, RulesetIndex } from '../netfilter/indexRuleset.ts';
import type { BaseHook } from '../netfilter/ir.ts';
import type { Hook } from './trail.ts';

export type Stage<Origin> =
  /** `devices`: whose packets alone come here. */
  | { readonly kind: 'filter'; readonly chain: IndexedChain<Origin>; readonly devices?: readonly string[] | undefined }
  /** Of a bridge, which the packet may cross or not. */
  | { readonly kind: 'bridge'; readonly chain: IndexedChain<Origin> }
  /** Which of two is asked first is not known. */
  | { readonly kind: 'either-order'; readonly orders: readonly (readonly Stage<Origin>[])[] }
  | { readonly kind: 'nat'; readonly side: 'destination' | 'source'; readonly chains: readonly IndexedChain<Origin>[] }
  | { readonly kind: 'track' }
  | { readonly kind: 'balance' };

export type Stages<Origin> = Readonly<Record<Hook, readonly Stage<Origin>[]>>;

const natSides: Partial<Record<Hook, 'destination' | 'source'>> = {
  prerouting: 'destination',
  input: 'source',
  output: 'destination',
  postrouting: 'source',
};
const natPriority = { destination: -100, source: 100 } as const;

/** The load balancer takes requests just before source NAT of what arrives, just after destination NAT of what is sent. */
const balancePriority: Partial<Record<Hook, number>> = { input: 99, output: -98 };

/** Connection tracking finds the packet's connection where packets come into being for the node (netfilter_ipv4.h). */
const trackPriority: Partial<Record<Hook, number>> = { prerouting: -200, output: -200 };

export function stagesOf<Origin>(index: RulesetIndex<Origin>): Stages<Origin> {
  const based = index.chains.flatMap(chain => {
    const hook = baseHookOf(chain);
    return hook ? [{ chain, hook, listing: index.listing(chain.table) }] : [];
  });
  // Of two chains at one place, the kernel asks the one first that came last.
  based.reverse();
  const at = (hook: Hook) => stagesAt(hook, based.filter(entry => entry.hook.hook === hook).sort(byPriority));
  return {
    ingress: at('ingress'),
    'bridge-prerouting': at('bridge-prerouting'),
    'bridge-input': at('bridge-input'),
    prerouting: at('prerouting'),
    input: at('input'),
    forward: at('forward'),
    output: at('output'),
    postrouting: at('postrouting'),
    'bridge-forward': at('bridge-forward'),
    'bridge-output': at('bridge-output'),
    'bridge-postrouting': at('bridge-postrouting'),
    egress: at('egress'),
  };
}

interface Based<Origin> {
  readonly chain: IndexedChain<Origin>;
  readonly hook: BaseHook;
  readonly listing: number | undefined;
}

function byPriority(a: Based<unknown>, b: Based<unknown>): number {
  return a.hook.priority - b.hook.priority;
}

function baseHookOf<Origin>({ name, table, declaration }: IndexedChain<Origin>): BaseHook | undefined {
  return declaration ? declaration.hook : builtInHook(table, name);
}

function stagesAt<Origin>(hook: Hook, based: readonly Based<Origin>[]): Stage<Origin>[] {
  const filters = based.filter(entry => entry.hook.type !== 'nat');
  const priorities = new Set(filters.map(entry => entry.hook.priority));
  const placed = [...priorities].flatMap(priority => {
    const chains = filters.filter(entry => entry.hook.priority === priority);
    return inAnyOrder(chains, own => own.map(filterStage)).map(stage => ({ priority, stage }));
  });
  const tracking = trackPriority[hook];
  if (tracking !== undefined) placed.push({ priority: tracking, stage: { kind: 'track' } });
  const side = natSides[hook];
  if (side) {
    const chains = based.filter(entry => entry.hook.type === 'nat');
    const stages = inAnyOrder(chains, own => [{ kind: 'nat', side, chains: own.map(({ chain }) => chain) }]);
    placed.push(...stages.map(stage => ({ priority: natPriority[side], stage })));
  }
  const balance = balancePriority[hook];
  if (balance !== undefined) placed.push({ priority: balance, stage: { kind: 'balance' } });
  return placed.sort((a, b) => a.priority - b.priority).map(({ stage }) => stage);
}

/** Chains at one place. Those of one listing are in order; between listings nothing tells it. */
function inAnyOrder<Origin>(
  chains: readonly Based<Origin>[],
  make: (chains: readonly Based<Origin>[]) => readonly Stage<Origin>[],
): readonly Stage<Origin>[] {
  const asked = chains.filter(({ chain }) => chain.rules.length > 0 || chain.declaration?.policy === 'drop');
  const listings = [...new Set(asked.map(({ listing }) => listing))];
  if (listings.length < 2) return make(chains);
  const orders = permutations(listings).map(order =>
    make(order.flatMap(listing => asked.filter(entry => entry.listing === listing))),
  );
  return [{ kind: 'either-order', orders }];
}

/** Listings are few: one for each tool. */
function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((first, i) => permutations(items.toSpliced(i, 1)).map(rest => [first, ...rest]));
}

function filterStage<Origin>({ chain, hook }: Based<Origin>): Stage<Origin> {
  if (hook.hook.startsWith('bridge-')) return { kind: 'bridge', chain };
  return { kind: 'filter', chain, ...(hook.devices ? { devices: hook.devices } : {}) };
}
