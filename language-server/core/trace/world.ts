/**
 * All that a trace walks through: rules, sets, the load balancer, the host's network. In: what a caller has. Out: one
 * world with its indexes; made once for each ruleset, since a big one is traced often.
 */
import type { HostNetwork } from '../netfilter/hostNetwork.ts';
import { indexRuleset, type RulesetIndex } from '../netfilter/indexRuleset.ts';
import type { IpvsState } from '../netfilter/ipvsState.ts';
import type { KeyField, Ruleset } from '../netfilter/ir.ts';
import type { CapturedIpset } from '../netfilter/parseIpsets.ts';
import { type DispatchChain, dispatchChain } from './dispatch.ts';
import { type Stages, stagesOf } from './hooks.ts';
import type { Memory, Packet } from './packet.ts';
import type { Hook } from './trail.ts';

export interface WorldInput<Origin> {
  readonly ruleset: Ruleset<Origin>;
  readonly host: HostNetwork;
  /** The load balancer beside the rules, where there is one. */
  readonly ipvs?: IpvsState<Origin> | undefined;
  /** Captured with the rules. */
  readonly ipsets?: readonly CapturedIpset[] | undefined;
  /** A sentence on the text that the rules are from, where it does not show some that may decide on any packet. */
  readonly missing?: string | undefined;
  /** For hooks of which the text shows a part alone: what it does not show. */
  readonly hidden?: ReadonlyMap<Hook, string> | undefined;
  /** Entries in lists and dynamic sets that earlier packets left. */
  readonly remembered?: readonly Memory[];
}

export interface World<Origin> {
  readonly index: RulesetIndex<Origin>;
  readonly stages: Stages<Origin>;
  readonly host: HostNetwork;
  readonly ipvs: IpvsState<Origin> | undefined;
  readonly missing: string | undefined;
  readonly hidden: ReadonlyMap<Hook, string>;
  readonly remembered: ReadonlySet<string>;
  readonly capturedIpset: (name: string) => CapturedIpset | undefined;
  /** Undefined where the ruleset has no such chain. */
  readonly chain: (table: string, name: string) => DispatchChain<Origin> | undefined;
}

type Compiled<Origin> = Pick<World<Origin>, 'index' | 'stages' | 'chain'>;

const compiled = new WeakMap<object, Compiled<unknown>>();

export function makeWorld<Origin>(input: WorldInput<Origin>): World<Origin> {
  const { ruleset, host, ipvs, ipsets, missing, hidden, remembered } = input;
  let rules = compiled.get(ruleset) as Compiled<Origin> | undefined;
  if (!rules) {
    rules = compile(indexRuleset(ruleset));
    compiled.set(ruleset, rules as Compiled<unknown>);
  }
  const byName = new Map(ipsets?.map(set => [set.name, set]));
  return {
    ...rules,
    host,
    ipvs,
    missing,
    hidden: hidden ?? new Map(),
    remembered: new Set(remembered?.map(memoryKey)),
    capturedIpset: name => byName.get(name),
  };
}

function compile<Origin>(index: RulesetIndex<Origin>): Compiled<Origin> {
  const made = new Map<string, DispatchChain<Origin>>();
  const chain = (table: string, name: string) => {
    const key = `${table} ${name}`;
    const known = made.get(key);
    if (known) return known;
    const indexed = index.chain(table, name);
    if (!indexed) return undefined;
    const fresh = dispatchChain(indexed);
    made.set(key, fresh);
    return fresh;
  };
  return { index, stages: stagesOf(index), chain };
}

export function memoryKey({ list, key }: Memory): string {
  return `${list} ${key}`;
}

/** The packet's key for a set or map, written as its elements' keys are. */
export function packetKey(packet: Packet, fields: readonly KeyField[]): string {
  return fields.map(field => packetField(packet, field)).join(' . ');
}

function packetField(packet: Packet, field: KeyField): string | number {
  switch (field) {
    case 'source-address':
      return packet.source.text;
    case 'destination-address':
      return packet.destination.text;
    case 'protocol':
      return packet.protocol;
    case 'destination-port':
      return packet.destinationPort;
  }
}
