/**
 * The chains that all Services share, and the jumps that hook them into the kernel's own chains. In: a plan. Out: the
 * units that stand before and after those of Service ports.
 */

import { isLoopback } from '../../ip/address.ts';
import { parseCidr } from '../../ip/cidr.ts';
import {
  accept,
  drop,
  from,
  jump,
  not,
  orMark,
  returnToCaller,
  to,
  toLocalAddress,
  xorMark,
} from '../../netfilter/build.ts';
import type { ConntrackState, Match, Rule, Section, Statement, Unit } from '../../netfilter/ir.ts';
import { always, type Origin } from '../../routing/origin.ts';
import type { RoutingPlan } from '../../routing/plan.ts';
import { chains } from './names.ts';

const loopbackRange = { IPv4: parseCidr('127.0.0.0/8')!, IPv6: parseCidr('::1/128')! } as const;

function rule(chain: string, matches: readonly Match[], statement: Statement, comment?: string): Rule<Origin> {
  return { chain, matches, statements: [statement], comment, origin: always };
}

function states(...list: ConntrackState[]): Match {
  return { kind: 'conntrack-state', states: list };
}

/** Each is inserted at the head of its chain, so the last one inserted is the first that a packet meets. */
export function builtInJumps(plan: RoutingPlan): Unit<Origin> {
  const fresh = [states('new')];
  const portals = 'kubernetes service portals';
  const visible = 'kubernetes externally-visible service portals';
  const firewall = 'kubernetes load balancer firewall';
  const filter = [
    rule('INPUT', fresh, jump(chains.externalServices), visible),
    rule('FORWARD', fresh, jump(chains.externalServices), visible),
    rule('INPUT', [], jump(chains.nodePorts), 'kubernetes health check service ports'),
    rule('FORWARD', fresh, jump(chains.services), portals),
    rule('OUTPUT', fresh, jump(chains.services), portals),
    rule('FORWARD', [], jump(chains.forward), 'kubernetes forwarding rules'),
    rule('INPUT', fresh, jump(chains.proxyFirewall), firewall),
    rule('OUTPUT', fresh, jump(chains.proxyFirewall), firewall),
    rule('FORWARD', fresh, jump(chains.proxyFirewall), firewall),
  ];
  if (plan.nodePorts.localhost) {
    for (const chain of ['INPUT', 'OUTPUT']) filter.push(rule(chain, [], jump(chains.localnetFirewall)));
  }
  const nat = [
    rule('OUTPUT', [], jump(chains.services), portals),
    rule('PREROUTING', [], jump(chains.services), portals),
    rule('POSTROUTING', [], jump(chains.postrouting), 'kubernetes postrouting rules'),
  ];
  return {
    owner: undefined,
    builtIn: true,
    sections: [section('filter', [], filter.reverse()), section('nat', [], nat.reverse())],
  };
}

function section(table: string, declared: readonly string[], rules: readonly Rule<Origin>[]): Section<Origin> {
  return { table, chains: declared.map(name => ({ name, origin: always })), rules };
}

export function sharedHead(plan: RoutingPlan): Unit<Origin> {
  const { services, externalServices, forward, nodePorts, proxyFirewall, localnetFirewall } = chains;
  const filterChains: string[] = [services, externalServices, forward, nodePorts, proxyFirewall];
  if (plan.nodePorts.localhost) filterChains.push(localnetFirewall);
  const natChains = [services, nodePorts, chains.postrouting, chains.markMasquerade];
  return {
    owner: undefined,
    sections: [
      section('filter', filterChains, plan.nodePorts.localhost ? [blockLocalnet(plan)] : []),
      section('nat', natChains, masqueradeRules(plan)),
    ],
  };
}

/** With node ports on 127.0.0.1 the kernel routes such addresses; what others send to them is kept out. */
function blockLocalnet(plan: RoutingPlan): Rule<Origin> {
  const matches = [
    to(loopbackRange.IPv4),
    not(from(loopbackRange.IPv4)),
    { ...states('related', 'established', 'dnat'), negated: true },
  ];
  return {
    ...rule(chains.localnetFirewall, matches, drop, 'block incoming localnet connections'),
    origin: plan.nodePorts.origin,
  };
}

export function marked(mark: number, negated = false): Match {
  return { kind: 'mark', value: mark, mask: mark, negated };
}

export function masqueradeRules(plan: RoutingPlan): Rule<Origin>[] {
  const { mark } = plan.masquerade;
  const masquerade = { kind: 'masquerade', fullyRandom: plan.host.iptablesRandomFully } as const;
  return [
    rule(chains.postrouting, [marked(mark, true)], returnToCaller),
    rule(chains.postrouting, [], xorMark(mark)),
    rule(chains.postrouting, [], masquerade, 'kubernetes service traffic requiring SNAT'),
    rule(chains.markMasquerade, [], orMark(mark)),
  ];
}

export function sharedTail(plan: RoutingPlan): Unit<Origin> {
  return {
    owner: undefined,
    sections: [section('filter', [], forwardRules(plan)), section('nat', [], nodePortJumps(plan))],
  };
}

function forwardRules(plan: RoutingPlan): Rule<Origin>[] {
  const rules: Rule<Origin>[] = [];
  // Packets that conntrack calls invalid would reach the client untranslated; a liberal conntrack calls none so.
  if (!plan.host.conntrackBeLiberal) {
    const accounting: Match = { kind: 'accounting', counter: 'ct_state_invalid_dropped_pkts' };
    const invalid = plan.host.accounting ? [states('invalid'), accounting] : [states('invalid')];
    rules.push(rule(chains.forward, invalid, drop));
  }
  rules.push(
    rule(chains.forward, [marked(plan.masquerade.mark)], accept, 'kubernetes forwarding rules'),
    rule(chains.forward, [states('related', 'established')], accept, 'kubernetes forwarding conntrack rule'),
  );
  return rules;
}

/** Last in their chain: whatever is for an address of the node may be for a node port. */
function nodePortJumps(plan: RoutingPlan): Rule<Origin>[] {
  const { all, addresses, localhost, origin } = plan.nodePorts;
  const jumpTo = (matches: readonly Match[]): Rule<Origin> => ({
    ...rule(
      chains.services,
      matches,
      jump(chains.nodePorts),
      'kubernetes service nodeports; NOTE: this must be the last rule in this chain',
    ),
    origin,
  });
  if (all) return [jumpTo(localhost ? [toLocalAddress] : [toLocalAddress, not(to(loopbackRange[plan.family]))])];
  return addresses.filter(address => localhost || !isLoopback(address)).map(address => jumpTo([to(address)]));
}
