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
  | { readonly kind: 'filter'; readonly chain: IndexedChain<Origin> }
  | { readonly kind: 'nat'; readonly side: 'destination' | 'source'; readonly chains: readonly IndexedChain<Origin>[] }
  | { readonly kind: 'track' }
  | { readonly kind: 'balance' };

export type Stages<Origin> = Readonly<Record<Hook, readonly Stage<Origin>[]>>;

const natSides: Readonly<Record<Hook, 'destination' | 'source' | undefined>> = {
  prerouting: 'destination',
  input: 'source',
  forward: undefined,
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
    return hook ? [{ chain, hook }] : [];
  });
  // Of two chains at one place, the kernel asks the one first that came last.
  based.reverse();
  const at = (hook: Hook) => stagesAt(hook, based.filter(entry => entry.hook.hook === hook).sort(byPriority));
  return {
    prerouting: at('prerouting'),
    input: at('input'),
    forward: at('forward'),
    output: at('output'),
    postrouting: at('postrouting'),
  };
}

interface Based<Origin> {
  readonly chain: IndexedChain<Origin>;
  readonly hook: BaseHook;
}

function byPriority(a: Based<unknown>, b: Based<unknown>): number {
  return a.hook.priority - b.hook.priority;
}

function baseHookOf<Origin>({ name, table, declaration }: IndexedChain<Origin>): BaseHook | undefined {
  return declaration ? declaration.hook : builtInHook(table, name);
}

function stagesAt<Origin>(hook: Hook, based: readonly Based<Origin>[]): Stage<Origin>[] {
  const placed: { priority: number; stage: Stage<Origin> }[] = based
    .filter(entry => entry.hook.type !== 'nat')
    .map(({ chain, hook: { priority } }) => ({ priority, stage: { kind: 'filter', chain } }));
  const tracking = trackPriority[hook];
  if (tracking !== undefined) placed.push({ priority: tracking, stage: { kind: 'track' } });
  const side = natSides[hook];
  const chains = based.filter(entry => entry.hook.type === 'nat').map(({ chain }) => chain);
  if (side) placed.push({ priority: natPriority[side], stage: { kind: 'nat', side, chains } });
  const balance = balancePriority[hook];
  if (balance !== undefined) placed.push({ priority: balance, stage: { kind: 'balance' } });
  return placed.sort((a, b) => a.priority - b.priority).map(({ stage }) => stage);
}
