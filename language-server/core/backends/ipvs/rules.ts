/**
 * The iptables rules around IPVS: they masquerade and filter by ipsets, so there is one for each set that holds
 * something, and not one for each Service. In: a plan and the contents of the sets. Out: units of a ruleset.
 */
import { parseCidr } from '../../ip/cidr.ts';
import { accept, drop, from, jump, not, reject, returnToCaller, toLocalAddress } from '../../netfilter/build.ts';
import type { Match, Protocol, Rule, Side, Statement, Unit } from '../../netfilter/ir.ts';
import { always, type Origin } from '../../routing/origin.ts';
import type { RoutingPlan } from '../../routing/plan.ts';
import {
  builtInUnit,
  forwardRules,
  masqueradeRules,
  natJumps,
  rule,
  sharedSection,
  states,
  toMarkMasquerade,
} from '../iptablesRules.ts';
import { fromPods } from '../shared.ts';
import { hasEntries, type IpvsContents } from './contents.ts';
import { chains, fullSetName, type SetName } from './names.ts';

const loopback = { IPv4: parseCidr('127.0.0.0/8')!, IPv6: parseCidr('::1/128')! } as const;
const destination = ['destination'] as const;
const destinationAndPort = ['destination', 'destination'] as const;
const withSource = ['destination', 'destination', 'source'] as const;

function inSet(plan: RoutingPlan, set: SetName, sides: readonly Side[]): Match {
  return { kind: 'ipset', set: fullSetName(set, plan.family), sides };
}

export function builtInJumps(): Unit<Origin> {
  const firewall = 'kube-proxy firewall rules';
  const access = 'kubernetes ipvs access filter';
  const filter = [
    rule('FORWARD', [], jump(chains.forward), 'kubernetes forwarding rules'),
    rule('INPUT', [], jump(chains.nodePort), 'kubernetes health check rules'),
    rule('INPUT', [], jump(chains.proxyFirewall), firewall),
    rule('FORWARD', [], jump(chains.proxyFirewall), firewall),
    rule('INPUT', [], jump(chains.ipvsFilter), access),
    rule('OUTPUT', [], jump(chains.ipvsOutFilter), access),
  ];
  return builtInUnit({ filter, nat: natJumps(chains.services) });
}

export function compileRules(plan: RoutingPlan, contents: IpvsContents): Unit<Origin> {
  const { services, postrouting, nodePort, loadBalancer, markMasquerade } = chains;
  const { forward, proxyFirewall, sourceRangesFirewall, ipvsFilter, ipvsOutFilter } = chains;
  const nat = [
    rule(services, [from(loopback[plan.family])], returnToCaller),
    ...setRules(plan, contents, natSetRules),
    ...clusterIpRules(plan, contents),
    ...externalIpRules(plan, contents),
    rule(services, [toLocalAddress], jump(nodePort)),
    rule(loadBalancer, [], toMarkMasquerade),
    ...acceptRules(plan, contents),
    ...masqueradeRules(plan),
  ];
  const filter = [
    ...setRules(plan, contents, filterSetRules),
    rule(sourceRangesFirewall, [], drop),
    ...contents.outFilter,
    ...forwardRules(plan),
    ...accessRules(plan),
  ];
  const filterChains = [forward, nodePort, proxyFirewall, sourceRangesFirewall, ipvsFilter, ipvsOutFilter];
  return {
    owner: undefined,
    sections: [
      sharedSection('nat', [services, postrouting, nodePort, loadBalancer, markMasquerade], nat),
      sharedSection('filter', filterChains, filter),
    ],
  };
}

/** A rule that exists while its set holds something. */
interface SetRule {
  readonly set: SetName;
  readonly chain: string;
  readonly sides: readonly Side[];
  readonly statement: Statement;
  readonly comment: string;
  readonly protocol?: Protocol;
}

function nodePortRules(protocol: Protocol): SetRule[] {
  const word = protocol.toUpperCase() as Uppercase<Protocol>;
  const hash = word === 'SCTP';
  const suffix = hash ? " with type 'hash ip:port'" : '';
  const common = { chain: chains.nodePort, protocol, sides: hash ? destinationAndPort : destination };
  const local = `Kubernetes nodeport ${word} port with externalTrafficPolicy=local${suffix}`;
  const all = `Kubernetes nodeport ${word} port for masquerade purpose${suffix}`;
  return [
    {
      ...common,
      set: word === 'SCTP' ? 'NODE-PORT-LOCAL-SCTP-HASH' : `NODE-PORT-LOCAL-${word}`,
      statement: returnToCaller,
      comment: local,
    },
    {
      ...common,
      set: word === 'SCTP' ? 'NODE-PORT-SCTP-HASH' : `NODE-PORT-${word}`,
      statement: toMarkMasquerade,
      comment: all,
    },
  ];
}

const natSetRules: readonly SetRule[] = [
  {
    set: 'LOOP-BACK',
    chain: chains.postrouting,
    sides: withSource,
    statement: { kind: 'masquerade', fullyRandom: false },
    comment: 'Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose',
  },
  {
    set: 'LOAD-BALANCER',
    chain: chains.services,
    sides: destinationAndPort,
    statement: jump(chains.loadBalancer),
    comment: 'Kubernetes service lb portal',
  },
  {
    set: 'LOAD-BALANCER-LOCAL',
    chain: chains.loadBalancer,
    sides: destinationAndPort,
    statement: returnToCaller,
    comment: 'Kubernetes service load balancer ip + port with externalTrafficPolicy=local',
  },
  ...nodePortRules('tcp'),
  ...nodePortRules('udp'),
  ...nodePortRules('sctp'),
];

const filterSetRules: readonly SetRule[] = [
  {
    set: 'LOAD-BALANCER-FW',
    chain: chains.proxyFirewall,
    sides: destinationAndPort,
    statement: jump(chains.sourceRangesFirewall),
    comment: 'Kubernetes service load balancer ip + port for load balancer with sourceRange',
  },
  {
    set: 'LOAD-BALANCER-SOURCE-CIDR',
    chain: chains.sourceRangesFirewall,
    sides: withSource,
    statement: returnToCaller,
    comment: 'Kubernetes service load balancer ip + port + source cidr for packet filter purpose',
  },
  {
    set: 'LOAD-BALANCER-SOURCE-IP',
    chain: chains.sourceRangesFirewall,
    sides: withSource,
    statement: returnToCaller,
    comment: 'Kubernetes service load balancer ip + port + source IP for packet filter purpose',
  },
];

function setRules(plan: RoutingPlan, contents: IpvsContents, rules: readonly SetRule[]): Rule<Origin>[] {
  return rules
    .filter(({ set }) => hasEntries(contents, set))
    .map(({ set, chain, sides, statement, comment, protocol }) => {
      const match = inSet(plan, set, sides);
      if (!protocol) return rule(chain, [match], statement, comment);
      return { ...rule(chain, [{ kind: 'protocol', protocol }, match], statement, comment), commentPosition: 1 };
    });
}

function clusterIpRules(plan: RoutingPlan, contents: IpvsContents): Rule<Origin>[] {
  if (!hasEntries(contents, 'CLUSTER-IP')) return [];
  const { masquerade, podTraffic } = plan;
  const comment = 'Kubernetes service cluster ip + port for masquerade purpose';
  const toClusterIp = inSet(plan, 'CLUSTER-IP', destinationAndPort);
  const masqueraded = (matches: readonly Match[], origin: Origin) =>
    rule(chains.services, matches, toMarkMasquerade, comment, origin);
  if (masquerade.all) return [masqueraded([toClusterIp], masquerade.origin)];
  if (podTraffic) return [masqueraded([toClusterIp, not(fromPods(podTraffic))], podTraffic.origin)];
  // Unable to tell pods apart: at least what the node sends from a cluster IP on its dummy interface.
  return [masqueraded([inSet(plan, 'CLUSTER-IP', ['source', 'destination'])], always)];
}

const notBridgedIn: Match = { kind: 'bridged-in', negated: true };
const notFromLocal: Match = { kind: 'address-type', side: 'source', type: 'local', negated: true };

function externalIpRules(plan: RoutingPlan, contents: IpvsContents): Rule<Origin>[] {
  const rules: Rule<Origin>[] = [];
  const passing = (set: SetName, comment: string) => {
    const match = inSet(plan, set, destinationAndPort);
    rules.push(
      rule(chains.services, [match, notBridgedIn, notFromLocal], accept, comment),
      rule(chains.services, [match, toLocalAddress], accept, comment),
    );
  };
  if (hasEntries(contents, 'EXTERNAL-IP')) {
    const comment = 'Kubernetes service external ip + port for masquerade and filter purpose';
    const match = inSet(plan, 'EXTERNAL-IP', destinationAndPort);
    rules.push(rule(chains.services, [match], toMarkMasquerade, comment));
    passing('EXTERNAL-IP', comment);
  }
  if (hasEntries(contents, 'EXTERNAL-IP-LOCAL')) {
    passing('EXTERNAL-IP-LOCAL', 'Kubernetes service external ip + port with externalTrafficPolicy=local');
  }
  return rules;
}

function acceptRules(plan: RoutingPlan, contents: IpvsContents): Rule<Origin>[] {
  return (['CLUSTER-IP', 'LOAD-BALANCER'] as const)
    .filter(set => hasEntries(contents, set))
    .map(set => rule(chains.services, [inSet(plan, set, destinationAndPort)], accept));
}

/** Bound addresses are the node's own, so without these rules its own ports would answer on every cluster IP. */
function accessRules(plan: RoutingPlan): Rule<Origin>[] {
  const isHealthCheck = inSet(plan, 'HEALTH-CHECK-NODE-PORT', destination);
  const served = ['LOAD-BALANCER', 'CLUSTER-IP', 'EXTERNAL-IP', 'EXTERNAL-IP-LOCAL'] as const;
  return [
    rule(chains.nodePort, [isHealthCheck], accept, 'Kubernetes health check node port'),
    ...served.map(set => rule(chains.ipvsFilter, [inSet(plan, set, destinationAndPort)], returnToCaller)),
    rule(chains.ipvsFilter, [isHealthCheck], returnToCaller),
    rule(chains.ipvsFilter, [states('new'), inSet(plan, 'IPVS-IPS', destination)], reject),
  ];
}
