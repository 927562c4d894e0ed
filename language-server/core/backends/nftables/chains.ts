/**
 * The chains, sets and elements of one Service port in nftables mode. In: its part of the plan. Out: one unit, whose
 * elements claim addresses and ports in the shared maps.
 */
import { drop, fromLocalAddress, goto, orMark } from '../../netfilter/build.ts';
import type { KeyPart, Match, Rule, SetElement, Statement, Unit, Verdict } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { Refusal, RoutingPlan, ServicePortPlan } from '../../routing/plan.ts';
import type { ClaimedAddress } from '../../routing/servicePort.ts';
import { fromPods } from '../shared.ts';
import { compileEndpoints } from './endpointChains.ts';
import { chains, servicePortChains, sets, table } from './names.ts';

/** What one port's functions fill. */
export interface PortObjects {
  readonly chains: { readonly name: string; readonly origin: Origin }[];
  readonly rules: Rule<Origin>[];
  readonly sets: { name: string; kind: 'set'; key: readonly ['address']; timeoutSeconds: number; origin: Origin }[];
}

export type PortChainNames = ReturnType<typeof servicePortChains>;

export function compileServicePort(plan: RoutingPlan, portPlan: ServicePortPlan): Unit<Origin> {
  const names = servicePortChains(portPlan.port);
  const objects: PortObjects = { chains: [], rules: [], sets: [] };
  compileExternalChain(plan, portPlan, names, objects);
  compileFirewallChain(portPlan, names, objects);
  compileEndpoints(portPlan, names, objects);
  const elements = [...claimElements(portPlan, names), ...hairpinElements(portPlan)];
  return { owner: portPlan.port.name, sections: [{ table, ...objects, elements }] };
}

/** The elements by which a Service port claims addresses and ports. */
export function claims(portPlan: ServicePortPlan): readonly SetElement<Origin>[] {
  return claimElements(portPlan, servicePortChains(portPlan.port));
}

const refusals: Readonly<Record<Refusal, Verdict>> = {
  'no-endpoints': goto(chains.reject),
  'no-local-endpoints': drop,
};

function claimElements(portPlan: ServicePortPlan, names: PortChainNames): SetElement<Origin>[] {
  const { port, internalRefusal } = portPlan;
  const { address, origin } = port.clusterIp;
  const key = [address, port.protocol, port.port];
  const internal = goto(port.internalPolicyLocal ? names.local : names.cluster);
  return [
    { set: sets.clusterIps, key: [address], origin },
    internalRefusal
      ? refused(sets.noEndpointServices, key, internalRefusal, port.name, origin)
      : { set: sets.serviceIps, key, verdict: internal, origin },
    ...port.externalIps.flatMap(claim => externalClaim(portPlan, names, claim)),
    ...port.loadBalancerVips.flatMap(claim => loadBalancerClaim(portPlan, names, claim)),
    ...nodePortClaim(portPlan, names),
  ];
}

function refused(
  set: string,
  key: readonly KeyPart[],
  refusal: Refusal,
  comment: string,
  origin: Origin,
): SetElement<Origin> {
  return { set, key, verdict: refusals[refusal], comment, origin };
}

function externalClaim(
  { port, hasEndpoints, externalRefusal }: ServicePortPlan,
  names: PortChainNames,
  { address, origin }: ClaimedAddress,
): SetElement<Origin>[] {
  const key = [address, port.protocol, port.port];
  const elements: SetElement<Origin>[] = [];
  if (hasEndpoints) elements.push({ set: sets.serviceIps, key, verdict: goto(names.external), origin });
  if (externalRefusal) elements.push(refused(sets.noEndpointServices, key, externalRefusal, port.name, origin));
  return elements;
}

function loadBalancerClaim(
  portPlan: ServicePortPlan,
  names: PortChainNames,
  claim: ClaimedAddress,
): SetElement<Origin>[] {
  const { port } = portPlan;
  const elements = externalClaim(portPlan, names, claim);
  if (hasFirewall(portPlan)) {
    const key = [claim.address, port.protocol, port.port];
    elements.push({ set: sets.firewallIps, key, verdict: goto(names.firewall), origin: claim.origin });
  }
  return elements;
}

function nodePortClaim(portPlan: ServicePortPlan, names: PortChainNames): SetElement<Origin>[] {
  const { port, hasEndpoints, externalRefusal } = portPlan;
  if (!port.nodePort) return [];
  const { origin } = port.nodePort;
  const key = [port.protocol, port.nodePort.port];
  const elements: SetElement<Origin>[] = [];
  if (hasEndpoints) elements.push({ set: sets.serviceNodePorts, key, verdict: goto(names.external), origin });
  if (externalRefusal) elements.push(refused(sets.noEndpointNodePorts, key, externalRefusal, port.name, origin));
  return elements;
}

/** An endpoint on this node that calls its own Service must be masqueraded, or it would answer itself. */
function hairpinElements({ port, reachableEndpoints }: ServicePortPlan): SetElement<Origin>[] {
  return reachableEndpoints
    .filter(endpoint => endpoint.isLocal)
    .map(endpoint => ({
      set: sets.hairpin,
      key: [endpoint.address, endpoint.address, port.protocol, endpoint.port],
      origin: endpoint,
    }));
}

function compileExternalChain(
  plan: RoutingPlan,
  { port, hasEndpoints, externalRefusal }: ServicePortPlan,
  names: PortChainNames,
  objects: PortObjects,
): void {
  if (!hasEndpoints || !port.externallyReachable) return;
  const add = (matches: readonly Match[], statement: Statement, comment?: string) =>
    objects.rules.push({ chain: names.external, matches, statements: [statement], comment, origin: port });
  objects.chains.push({ name: names.external, origin: port });
  const masquerade = orMark(plan.masquerade.mark);
  if (port.externalPolicyLocal) {
    // Under policy Local, what pods and the node itself send to an external address may still reach all endpoints.
    if (plan.podTraffic) add([fromPods(plan.podTraffic)], goto(names.cluster), 'short-circuit pod traffic');
    add([fromLocalAddress], masquerade, 'masquerade local traffic');
    add([fromLocalAddress], goto(names.cluster), 'short-circuit local traffic');
  } else add([], masquerade, 'masquerade');
  if (!externalRefusal) add([], goto(port.externalPolicyLocal ? names.local : names.cluster));
}

function hasFirewall({ port }: ServicePortPlan): boolean {
  return port.loadBalancerVips.length > 0 && port.sourceRanges.length > 0;
}

function compileFirewallChain(portPlan: ServicePortPlan, names: PortChainNames, objects: PortObjects): void {
  if (!hasFirewall(portPlan)) return;
  const { port, sourceRangesHoldNode } = portPlan;
  // The node may hold the VIP itself and then send from it.
  const vips = sourceRangesHoldNode ? port.loadBalancerVips.map(({ address }) => address) : [];
  const ranges = [...port.sourceRanges.map(({ range }) => range), ...vips];
  const { origin } = port.sourceRanges[0]!;
  objects.chains.push({ name: names.firewall, origin: port });
  objects.rules.push({
    chain: names.firewall,
    matches: [{ kind: 'addresses', side: 'source', ranges, negated: true }],
    statements: [drop],
    origin,
  });
}
