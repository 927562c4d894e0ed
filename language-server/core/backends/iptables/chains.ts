/**
 * The rules of one Service port in iptables mode. In: its part of the plan. Out: one unit; its rules stand in the order
 * cluster IP, external IPs, load-balancer VIPs, node port, health check port, then the port's own chains.
 */
import { parseCidr } from '../../ip/cidr.ts';
import {
  accept,
  drop,
  from,
  fromLocalAddress,
  jump,
  not,
  port as portMatch,
  reject,
  to,
  toLocalAddress,
  withProtocol,
} from '../../netfilter/build.ts';
import type { AddressRange, Chain, Match, Rule, Statement, Unit } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { Refusal, RoutingPlan, ServicePortPlan } from '../../routing/plan.ts';
import type { ClaimedAddress, ServicePort } from '../../routing/servicePort.ts';
import { rule, toMarkMasquerade } from '../iptablesRules.ts';
import { countRules, type RuleCounts } from '../ruleNumbers.ts';
import { fromPods } from '../shared.ts';
import { compileEndpoints } from './endpointChains.ts';
import { chains, servicePortChains, servicePortHash } from './names.ts';

/** What the functions of this backend hand on: the decisions about one port, and the lists that they fill. */
export interface PortCompilation {
  readonly plan: RoutingPlan;
  readonly portPlan: ServicePortPlan;
  readonly port: ServicePort;
  readonly names: ReturnType<typeof servicePortChains>;
  readonly hasExternalChain: boolean;
  readonly hasFirewallChain: boolean;
  readonly filter: Rule<Origin>[];
  readonly nat: Rule<Origin>[];
  readonly natChains: Chain<Origin>[];
}

export function compileServicePort(plan: RoutingPlan, portPlan: ServicePortPlan): Unit<Origin> {
  const c = startPort(plan, portPlan);
  compileShared(c);
  compileClusterIpMasquerade(c);
  compileExternalChain(c);
  compileFirewallChain(c);
  compileEndpoints(c);
  return {
    owner: portPlan.port.name,
    sections: [
      { table: 'filter', chains: [], rules: c.filter },
      { table: 'nat', chains: c.natChains, rules: c.nat },
    ],
  };
}

/** How many rules a Service port puts into each chain that all share. */
export function countSharedRules(plan: RoutingPlan, portPlan: ServicePortPlan): RuleCounts {
  const c = startPort(plan, portPlan);
  compileShared(c);
  return countRules([
    { table: 'filter', rules: c.filter },
    { table: 'nat', rules: c.nat },
  ]);
}

function startPort(plan: RoutingPlan, portPlan: ServicePortPlan): PortCompilation {
  const { port, hasEndpoints } = portPlan;
  return {
    plan,
    portPlan,
    port,
    names: servicePortChains(servicePortHash(port.name, port.protocol)),
    hasExternalChain: hasEndpoints && port.externallyReachable,
    hasFirewallChain: hasEndpoints && port.loadBalancerVips.length > 0 && port.sourceRanges.length > 0,
    filter: [],
    nat: [],
    natChains: [],
  };
}

function compileShared(c: PortCompilation): void {
  compileClusterIp(c);
  compileExternalIps(c);
  compileLoadBalancerVips(c);
  compileNodePort(c);
  compileHealthCheck(c);
}

function destination(port: ServicePort, range: AddressRange): Match[] {
  return [withProtocol(port.protocol), to(range), portMatch('destination', port.port)];
}

const refusals: Readonly<Record<Refusal, { statement: Statement; reason: string }>> = {
  'no-endpoints': { statement: reject, reason: 'has no endpoints' },
  'no-local-endpoints': { statement: drop, reason: 'has no local endpoints' },
};

function refuse(c: PortCompilation, chain: string, refusal: Refusal, matches: readonly Match[], origin: Origin): void {
  const { statement, reason } = refusals[refusal];
  c.filter.push(rule(chain, matches, statement, `${c.port.name} ${reason}`, origin));
}

/** The chain that traffic to the cluster IP goes to. */
function internalChain(c: PortCompilation): string {
  return c.port.internalPolicyLocal ? c.names.local : c.names.cluster;
}

function compileClusterIp(c: PortCompilation): void {
  const { port } = c;
  const { address, origin } = port.clusterIp;
  const matches = destination(port, address);
  const refusal = c.portPlan.internalRefusal;
  if (refusal) refuse(c, chains.services, refusal, matches, origin);
  else c.nat.push(rule(chains.services, matches, jump(internalChain(c)), `${port.name} cluster IP`, origin));
}

function compileExternalIps(c: PortCompilation): void {
  for (const claim of c.port.externalIps) {
    compileClaim(c, claim, c.names.external, 'external IP');
    refuseClaim(c, claim);
  }
}

function compileLoadBalancerVips(c: PortCompilation): void {
  const { port, names } = c;
  for (const claim of port.loadBalancerVips) {
    compileClaim(c, claim, c.hasFirewallChain ? names.firewall : names.external, 'loadbalancer IP');
    if (!c.hasFirewallChain) continue;
    const comment = `${port.name} traffic not accepted by ${names.firewall}`;
    c.filter.push(rule(chains.proxyFirewall, destination(port, claim.address), drop, comment, claim.origin));
  }
  for (const claim of port.loadBalancerVips) refuseClaim(c, claim);
}

function compileClaim(c: PortCompilation, claim: ClaimedAddress, target: string, kind: string): void {
  if (!c.portPlan.hasEndpoints) return;
  const matches = destination(c.port, claim.address);
  c.nat.push(rule(chains.services, matches, jump(target), `${c.port.name} ${kind}`, claim.origin));
}

function refuseClaim(c: PortCompilation, claim: ClaimedAddress): void {
  const refusal = c.portPlan.externalRefusal;
  if (refusal) refuse(c, chains.externalServices, refusal, destination(c.port, claim.address), claim.origin);
}

const loopbackRange = parseCidr('127.0.0.0/8')!;

function compileNodePort(c: PortCompilation): void {
  const { plan, port } = c;
  if (!port.nodePort) return;
  const { origin } = port.nodePort;
  const protocol = withProtocol(port.protocol);
  const number = portMatch('destination', port.nodePort.port);
  const toExternal = jump(c.names.external);
  if (c.portPlan.hasEndpoints) {
    if (plan.host.accounting && plan.nodePorts.localhost) {
      const counter: Match = { kind: 'accounting', counter: 'localhost_nps_accepted_pkts' };
      c.nat.push(rule(chains.nodePorts, [protocol, to(loopbackRange), number, counter], toExternal, port.name, origin));
    }
    c.nat.push(rule(chains.nodePorts, [protocol, number], toExternal, port.name, origin));
  }
  const refusal = c.portPlan.externalRefusal;
  if (refusal) refuse(c, chains.externalServices, refusal, [toLocalAddress, protocol, number], origin);
}

function compileHealthCheck(c: PortCompilation): void {
  const check = c.port.healthCheckNodePort;
  if (!check) return;
  const matches = [withProtocol('tcp'), portMatch('destination', check.port)];
  c.filter.push(rule(chains.nodePorts, matches, accept, `${c.port.name} health check node port`, check.origin));
}

/** What does not come from pods gets the node's address, so that answers come back this way. */
function compileClusterIpMasquerade(c: PortCompilation): void {
  const { plan, port } = c;
  if (c.portPlan.internalRefusal || !(plan.masquerade.all || plan.podTraffic)) return;
  const matches = destination(port, port.clusterIp.address);
  if (!plan.masquerade.all && plan.podTraffic) matches.push(not(fromPods(plan.podTraffic)));
  const comment = `${port.name} cluster IP`;
  c.nat.push(rule(internalChain(c), matches, toMarkMasquerade, comment, port.clusterIp.origin));
}

function compileExternalChain(c: PortCompilation): void {
  if (!c.hasExternalChain) return;
  const { port, names, nat } = c;
  c.natChains.push({ name: names.external, origin: port });
  if (port.externalPolicyLocal) compileShortCircuit(c);
  else {
    const comment = `masquerade traffic for ${port.name} external destinations`;
    nat.push(rule(names.external, [], toMarkMasquerade, comment, port));
  }
  if (c.portPlan.externalRefusal) return;
  nat.push(rule(names.external, [], jump(port.externalPolicyLocal ? names.local : names.cluster), undefined, port));
}

/** Under policy Local, what pods and the node itself send to an external address may still reach all endpoints. */
function compileShortCircuit(c: PortCompilation): void {
  const { plan, port, names, nat } = c;
  const destinations = `traffic for ${port.name} external destinations`;
  const toCluster = jump(names.cluster);
  if (plan.podTraffic) {
    nat.push(rule(names.external, [fromPods(plan.podTraffic)], toCluster, `pod ${destinations}`, port));
  }
  nat.push(
    rule(names.external, [fromLocalAddress], toMarkMasquerade, `masquerade LOCAL ${destinations}`, port),
    rule(names.external, [fromLocalAddress], toCluster, `route LOCAL ${destinations}`, port),
  );
}

function compileFirewallChain(c: PortCompilation): void {
  if (!c.hasFirewallChain) return;
  const { port, names, nat } = c;
  c.natChains.push({ name: names.firewall, origin: port });
  const comment = `${port.name} loadbalancer IP`;
  const allow = (range: AddressRange, origin: Origin) =>
    nat.push(rule(names.firewall, [from(range)], jump(names.external), comment, origin));
  for (const { range, origin } of port.sourceRanges) allow(range, origin);
  // The node may hold the VIP itself and then send from it.
  if (c.portPlan.sourceRangesHoldNode) for (const { address, origin } of port.loadBalancerVips) allow(address, origin);
  nat.push({
    chain: names.firewall,
    matches: [],
    statements: [],
    comment: `other traffic to ${port.name} will be dropped by ${chains.proxyFirewall}`,
    origin: port,
  });
}
