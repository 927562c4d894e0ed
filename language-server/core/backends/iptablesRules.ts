/** Rules that kube-proxy writes alike in iptables mode and around IPVS, and the means to write them. */
import { accept, jump, orMark, returnToCaller, xorMark } from '../netfilter/build.ts';
import type { ConntrackState, Match, Rule, Section, Statement, Unit } from '../netfilter/ir.ts';
import { always, type Origin } from '../routing/origin.ts';
import type { RoutingPlan } from '../routing/plan.ts';

export const forwardChain = 'KUBE-FORWARD';
export const postroutingChain = 'KUBE-POSTROUTING';
export const markMasqueradeChain = 'KUBE-MARK-MASQ';

export const toMarkMasquerade = jump(markMasqueradeChain);

export function rule(
  chain: string,
  matches: readonly Match[],
  statement: Statement,
  comment?: string,
  origin: Origin = always,
): Rule<Origin> {
  return { chain, matches, statements: [statement], comment, origin };
}

export function states(...list: ConntrackState[]): Extract<Match, { kind: 'conntrack-state' }> {
  return { kind: 'conntrack-state', states: list };
}

/** Chains and rules that no Service brings. */
export function sharedSection(
  table: string,
  declared: readonly string[],
  rules: readonly Rule<Origin>[],
): Section<Origin> {
  return { table, chains: declared.map(name => ({ name, origin: always })), rules };
}

/**
 * The rules in the kernel's own chains, in the order in which they are inserted. Each goes to the head of its chain, so
 * the last one inserted is the first that a packet meets. `filterChains` are made empty if they do not exist.
 */
export function builtInUnit(
  inserted: { readonly filter: Rule<Origin>[]; readonly nat: Rule<Origin>[] },
  filterChains: readonly string[] = [],
): Unit<Origin> {
  const standing = (rules: readonly Rule<Origin>[]) =>
    rules.map(jumpRule => ({ ...jumpRule, commentPosition: jumpRule.matches.length })).reverse();
  return {
    owner: undefined,
    builtIn: true,
    sections: [
      sharedSection('filter', filterChains, standing(inserted.filter)),
      sharedSection('nat', [], standing(inserted.nat)),
    ],
  };
}

export function natJumps(servicesChain: string): Rule<Origin>[] {
  return [
    rule('OUTPUT', [], jump(servicesChain), 'kubernetes service portals'),
    rule('PREROUTING', [], jump(servicesChain), 'kubernetes service portals'),
    rule('POSTROUTING', [], jump(postroutingChain), 'kubernetes postrouting rules'),
  ];
}

function marked(mark: number): Extract<Match, { kind: 'mark' }> {
  return { kind: 'mark', value: mark, mask: mark };
}

/** What is marked on its way leaves with the node's address, its mark taken off. */
export function masqueradeRules(plan: RoutingPlan): Rule<Origin>[] {
  const { mark } = plan.masquerade;
  const masquerade = { kind: 'masquerade', fullyRandom: plan.host.iptablesRandomFully } as const;
  return [
    rule(postroutingChain, [{ ...marked(mark), negated: true }], returnToCaller),
    rule(postroutingChain, [], xorMark(mark)),
    rule(postroutingChain, [], masquerade, 'kubernetes service traffic requiring SNAT'),
    rule(markMasqueradeChain, [], orMark(mark)),
  ];
}

/** Traffic of Services passes, whatever the node's own policy on forwarding is. */
export function forwardRules(plan: RoutingPlan): Rule<Origin>[] {
  const known = [states('related', 'established')];
  return [
    rule(forwardChain, [marked(plan.masquerade.mark)], accept, 'kubernetes forwarding rules'),
    rule(forwardChain, known, accept, 'kubernetes forwarding conntrack rule'),
  ];
}
