/**
 * The base chains, shared chains, sets and maps of nftables mode, and the rules in them. In: a plan. Out: the unit that
 * stands before those of Service ports, which only add elements here.
 */
import { type IpAddress, isLoopback } from '../../ip/address.ts';
import { type IpNetwork, parseCidr } from '../../ip/cidr.ts';
import { drop, jump, not, orMark, reject, to, toLocalAddress, xorMark } from '../../netfilter/build.ts';
import type {
  BaseHook,
  Chain,
  KeyField,
  KeyType,
  Match,
  Rule,
  SetDeclaration,
  SetElement,
  Statement,
  Unit,
} from '../../netfilter/ir.ts';
import { always, type Origin } from '../../routing/origin.ts';
import type { RoutingPlan } from '../../routing/plan.ts';
import { fromPods } from '../shared.ts';
import { chains, sets, table } from './names.ts';

const addressAndPort: readonly KeyField[] = ['destination-address', 'protocol', 'destination-port'];
const nodePortKey: readonly KeyField[] = ['protocol', 'destination-port'];
const connectionKey: readonly KeyField[] = ['source-address', ...addressAndPort];
const fullyRandom = { kind: 'masquerade', fullyRandom: true } as const;
const newConnection: Match = { kind: 'conntrack-state', states: ['new'] };

export function sharedObjects(plan: RoutingPlan): Unit<Origin> {
  return {
    owner: undefined,
    sections: [
      {
        table,
        chains: declaredChains(),
        sets: declaredSets(plan),
        rules: [
          ...hookRules(),
          ...checkRules(plan),
          ...masqueradeRules(plan),
          ...servicesRules(plan),
          rule(chains.reject, [], [reject]),
        ],
        elements: plan.nodePorts.all ? [] : nodePortIps(plan),
      },
    ],
  };
}

function rule(
  chain: string,
  matches: readonly Match[],
  statements: readonly Statement[],
  comment?: string,
  origin: Origin = always,
): Rule<Origin> {
  return { chain, matches, statements, comment, origin };
}

/** Kernel priorities: destination NAT is at -100, source NAT at 100, filtering at 0. */
const hooks: Readonly<Record<string, BaseHook>> = {
  [chains.filterPreroutingPreDnat]: { type: 'filter', hook: 'prerouting', priority: -110 },
  [chains.filterOutputPreDnat]: { type: 'filter', hook: 'output', priority: -110 },
  [chains.filterInput]: { type: 'filter', hook: 'input', priority: 0 },
  [chains.filterForward]: { type: 'filter', hook: 'forward', priority: 0 },
  [chains.filterOutput]: { type: 'filter', hook: 'output', priority: 0 },
  [chains.natPrerouting]: { type: 'nat', hook: 'prerouting', priority: -100 },
  [chains.natOutput]: { type: 'nat', hook: 'output', priority: -100 },
  [chains.natPostrouting]: { type: 'nat', hook: 'postrouting', priority: 100 },
};

function declaredChains(): Chain<Origin>[] {
  return Object.values(chains).map(name => ({
    name,
    ...(hooks[name] ? { hook: hooks[name] } : {}),
    ...(name === chains.reject ? { comment: 'helper for @no-endpoint-services / @no-endpoint-nodeports' } : {}),
    origin: always,
  }));
}

function declaredSets(plan: RoutingPlan): SetDeclaration<Origin>[] {
  const set = (name: string, key: readonly KeyType[], comment: string) =>
    ({ name, kind: 'set', key, comment, origin: always }) as const;
  const map = (name: string, key: readonly KeyType[], comment: string) =>
    ({ name, kind: 'verdict-map', key, comment, origin: always }) as const;
  const servicePort: readonly KeyType[] = ['address', 'protocol', 'port'];
  const nodePort: readonly KeyType[] = ['protocol', 'port'];
  const refused = (what: string) => `vmap to drop or reject packets to ${what} with no endpoints`;
  const declared: SetDeclaration<Origin>[] = [
    set(sets.clusterIps, ['address'], 'Active ClusterIPs'),
    set(sets.hairpin, ['address', 'address', 'protocol', 'port'], 'service hairpin connections'),
    map(sets.firewallIps, servicePort, 'destinations that are subject to LoadBalancerSourceRanges'),
    map(sets.noEndpointNodePorts, nodePort, refused('service nodeports')),
    map(sets.noEndpointServices, servicePort, refused('services')),
    map(sets.serviceIps, servicePort, 'ClusterIP, ExternalIP and LoadBalancer IP traffic'),
    map(sets.serviceNodePorts, nodePort, 'NodePort traffic'),
  ];
  if (!plan.nodePorts.all) declared.push(set(sets.nodePortIps, ['address'], 'IPs that accept NodePort traffic'));
  return declared;
}

function hookRules(): Rule<Origin>[] {
  const fresh = (chain: string, target: string) => rule(chain, [newConnection], [jump(target)]);
  return [
    fresh(chains.filterPreroutingPreDnat, chains.firewallCheck),
    fresh(chains.filterOutputPreDnat, chains.firewallCheck),
    fresh(chains.filterInput, chains.nodePortEndpointsCheck),
    fresh(chains.filterInput, chains.serviceEndpointsCheck),
    fresh(chains.filterForward, chains.serviceEndpointsCheck),
    fresh(chains.filterForward, chains.clusterIpsCheck),
    fresh(chains.filterOutput, chains.serviceEndpointsCheck),
    fresh(chains.filterOutput, chains.clusterIpsCheck),
    rule(chains.natPrerouting, [], [jump(chains.services)]),
    rule(chains.natOutput, [], [jump(chains.services)]),
    rule(chains.natPostrouting, [], [jump(chains.masquerading)]),
  ];
}

function lookUp(key: readonly KeyField[], map: string): Statement {
  return { kind: 'verdict-map', key, map };
}

/** Runs only for what no Service took: taken packets have another destination by then. */
function checkRules(plan: RoutingPlan): Rule<Origin>[] {
  const { clusterIpsCheck } = chains;
  const rules = [
    rule(chains.firewallCheck, [], [lookUp(addressAndPort, sets.firewallIps)]),
    rule(chains.serviceEndpointsCheck, [], [lookUp(addressAndPort, sets.noEndpointServices)]),
    rule(
      chains.nodePortEndpointsCheck,
      plan.nodePorts.all ? [notLoopback(plan)] : [isNodePortIp],
      [lookUp(nodePortKey, sets.noEndpointNodePorts)],
      undefined,
      plan.nodePorts.origin,
    ),
    rule(clusterIpsCheck, [isClusterIp], [reject], 'Reject traffic to invalid ports of ClusterIPs'),
  ];
  const ranges = plan.serviceCidrs.map(({ range }) => range);
  if (ranges.length > 0) {
    const unallocated: Match = { kind: 'addresses', side: 'destination', ranges, tight: true };
    const { origin } = plan.serviceCidrs[0]!;
    rules.push(rule(clusterIpsCheck, [unallocated], [drop], 'Drop traffic to unallocated ClusterIPs', origin));
  }
  return rules;
}

const isClusterIp: Match = { kind: 'set', set: sets.clusterIps, key: ['destination-address'] };
const isNodePortIp: Match = { kind: 'set', set: sets.nodePortIps, key: ['destination-address'] };
const loopback: Readonly<Record<RoutingPlan['family'], IpNetwork | IpAddress>> = {
  IPv4: parseCidr('127.0.0.0/8')!,
  IPv6: { family: 'IPv6', text: '::1' },
};

function notLoopback(plan: RoutingPlan): Match {
  return not(to(loopback[plan.family]));
}

function masqueradeRules(plan: RoutingPlan): Rule<Origin>[] {
  const { mark } = plan.masquerade;
  const marked: Match = { kind: 'mark', value: 0, mask: mark, negated: true };
  const hairpin: Match[] = [
    { kind: 'conntrack-status', status: 'dnat' },
    { kind: 'set', set: sets.hairpin, key: connectionKey },
  ];
  return [
    rule(chains.masquerading, [marked], [xorMark(mark), fullyRandom]),
    rule(chains.masquerading, hairpin, [fullyRandom]),
  ];
}

function servicesRules(plan: RoutingPlan): Rule<Origin>[] {
  const atNodePort = plan.nodePorts.all ? [toLocalAddress, notLoopback(plan)] : [isNodePortIp];
  return [
    ...clusterIpMasquerade(plan),
    rule(chains.services, [], [lookUp(addressAndPort, sets.serviceIps)]),
    rule(chains.services, atNodePort, [lookUp(nodePortKey, sets.serviceNodePorts)], undefined, plan.nodePorts.origin),
  ];
}

function clusterIpMasquerade(plan: RoutingPlan): Rule<Origin>[] {
  const { masquerade, podTraffic } = plan;
  const statements = [orMark(masquerade.mark)];
  if (masquerade.all) {
    const comment = 'masquerade all clusterIP traffic';
    return [rule(chains.services, [isClusterIp], statements, comment, masquerade.origin)];
  }
  if (!podTraffic) return [];
  const comment = 'masquerade clusterIP traffic from outside cluster';
  return [rule(chains.services, [isClusterIp, not(fromPods(podTraffic))], statements, comment, podTraffic.origin)];
}

function nodePortIps(plan: RoutingPlan): SetElement<Origin>[] {
  return plan.nodePorts.addresses
    .filter(address => !isLoopback(address))
    .map(address => ({ set: sets.nodePortIps, key: [address], origin: plan.nodePorts.origin }));
}
