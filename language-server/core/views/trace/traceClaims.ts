/**
 * Which Service port the destination of a trace belongs to, whatever the rules made of it. In: a trace's result. Out: the
 * port and the field that claims address and number; undefined where no Service that kube-proxy serves does.
 */
import type { IpAddress } from '../../ip/address.ts';
import type { FieldOrigin } from '../../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../../routing/plan.ts';
import type { ClaimedAddress, ServicePort } from '../../routing/servicePort.ts';
import { isOwnAddress } from '../../trace/routePacket.ts';
import type { TraceResult } from './traceRequest.ts';
import type { FoundTarget } from './traceTarget.ts';
import type { ServiceAddressKind } from './traceWords.ts';

export interface Claim {
  readonly kind: ServiceAddressKind;
  readonly plan: ServicePortPlan;
  readonly origin: FieldOrigin;
}

/** Of several the one that was asked for by name, else the first. */
export function claimOf(result: TraceResult): Claim | undefined {
  return claimsOf(result)[0];
}

/** All that claim address, number and protocol; the one that was asked for by name stands first. */
export function claimsOf({ node, protocol, target }: TraceResult): readonly Claim[] {
  const { address, port } = target;
  const named = portsAt(node.plan, address).filter(plan => plan.port.port === port);
  const numbered = isOwnAddress(node.network.host, address) ? portsOfNodePort(node.plan, port) : [];
  const claims = [...new Set([...named, ...numbered])]
    .filter(plan => plan.port.protocol === protocol)
    .flatMap(plan => claimBy(plan, target) ?? []);
  const isAsked = ({ plan }: Claim) => plan.port.name === target.servicePort?.name;
  return [...claims.filter(isAsked), ...claims.filter(claim => !isAsked(claim))];
}

/** Ports in the plan's order. */
interface Claims {
  readonly byAddress: ReadonlyMap<string, readonly ServicePortPlan[]>;
  readonly byNodePort: ReadonlyMap<number, readonly ServicePortPlan[]>;
}

const known = new WeakMap<RoutingPlan, Claims>();

function indexOf(plan: RoutingPlan): Claims {
  const found = known.get(plan) ?? indexClaims(plan);
  known.set(plan, found);
  return found;
}

function indexClaims({ servicePorts }: RoutingPlan): Claims {
  const byAddress = new Map<string, ServicePortPlan[]>();
  const byNodePort = new Map<number, ServicePortPlan[]>();
  for (const plan of servicePorts) {
    const { clusterIp, externalIps, loadBalancerVips, nodePort } = plan.port;
    const texts = [clusterIp, ...externalIps, ...loadBalancerVips].map(({ address }) => address.text);
    for (const text of new Set(texts)) addTo(byAddress, text, plan);
    if (nodePort) addTo(byNodePort, nodePort.port, plan);
  }
  return { byAddress, byNodePort };
}

function addTo<Key, T>(map: Map<Key, T[]>, key: Key, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}

/** The Service ports that have the address as cluster IP, external IP or load balancer. */
export function portsAt(plan: RoutingPlan, { text }: IpAddress): readonly ServicePortPlan[] {
  return indexOf(plan).byAddress.get(text) ?? [];
}

export function portsOfNodePort(plan: RoutingPlan, nodePort: number): readonly ServicePortPlan[] {
  return indexOf(plan).byNodePort.get(nodePort) ?? [];
}

function claimBy(plan: ServicePortPlan, { address, port }: FoundTarget): Claim | undefined {
  const found = plan.port.port === port ? addressClaim(plan.port, address) : undefined;
  if (found) return { ...found, plan };
  const { nodePort } = plan.port;
  return nodePort?.port === port ? { kind: 'nodePort', origin: nodePort.origin, plan } : undefined;
}

/** By which of its own addresses the Service port would take what is sent to this one. */
export function addressClaim(port: ServicePort, { text }: IpAddress): Omit<Claim, 'plan'> | undefined {
  const has = ({ address }: ClaimedAddress) => address.text === text;
  if (has(port.clusterIp)) return { kind: 'clusterIP', origin: port.clusterIp.origin };
  const balanced = port.loadBalancerVips.find(has);
  if (balanced) return { kind: 'loadBalancer', origin: balanced.origin };
  const external = port.externalIps.find(has);
  return external && { kind: 'externalIP', origin: external.origin };
}
