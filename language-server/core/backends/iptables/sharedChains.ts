/**
 * The chains that all Services share, and the jumps that hook them into the kernel's own chains. In: a plan. Out: the
 * units that stand before and after those of Service ports.
 */

import { isLoopback } from '../../ip/address.ts';
import { parseCidr } from '../../ip/cidr.ts';
import { drop, from, jump, not, to, toLocalAddress } from '../../netfilter/build.ts';
import type { Match, Rule, Unit } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { RoutingPlan } from '../../routing/plan.ts';
import { builtInUnit, forwardRules, masqueradeRules, natJumps, rule, sharedSection, states } from '../iptablesRules.ts';
import { chains } from './names.ts';

const loopbackRange = { IPv4: parseCidr('127.0.0.0/8')!, IPv6: parseCidr('::1/128')! } as const;

/** The localnet firewall is hooked in everywhere, but only written where it has a rule. */
export function builtInJumps(): Unit<Origin> {
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
    rule('INPUT', [], jump(chains.localnetFirewall)),
    rule('OUTPUT', [], jump(chains.localnetFirewall)),
  ];
  return builtInUnit({ filter, nat: natJumps(chains.services) }, [chains.localnetFirewall]);
}

export function sharedHead(plan: RoutingPlan): Unit<Origin> {
  const { services, externalServices, forward, nodePorts, proxyFirewall, localnetFirewall } = chains;
  const filterChains: string[] = [services, externalServices, forward, nodePorts, proxyFirewall];
  if (plan.nodePorts.localhost) filterChains.push(localnetFirewall);
  const natChains = [services, nodePorts, chains.postrouting, chains.markMasquerade];
  return {
    owner: undefined,
    sections: [
      sharedSection('filter', filterChains, plan.nodePorts.localhost ? [blockLocalnet(plan)] : []),
      sharedSection('nat', natChains, masqueradeRules(plan)),
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
  return rule(chains.localnetFirewall, matches, drop, 'block incoming localnet connections', plan.nodePorts.origin);
}

export function sharedTail(plan: RoutingPlan): Unit<Origin> {
  return {
    owner: undefined,
    sections: [
      sharedSection('filter', [], [...dropInvalid(plan), ...forwardRules(plan)]),
      sharedSection('nat', [], nodePortJumps(plan)),
    ],
  };
}

/** Packets that conntrack calls invalid would reach the client untranslated; a liberal conntrack calls none so. */
function dropInvalid(plan: RoutingPlan): Rule<Origin>[] {
  if (plan.host.conntrackBeLiberal) return [];
  const accounting: Match = { kind: 'accounting', counter: 'ct_state_invalid_dropped_pkts' };
  const invalid = plan.host.accounting ? [states('invalid'), accounting] : [states('invalid')];
  return [rule(chains.forward, invalid, drop)];
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
