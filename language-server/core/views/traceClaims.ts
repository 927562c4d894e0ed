/**
 * Which Service port the destination of a trace belongs to, whatever the rules made of it. In: a trace's result. Out: the
 * port and the field that claims address and number; undefined where no Service that kube-proxy serves does.
 */
import type { IpAddress } from '../ip/address.ts';
import type { FieldOrigin } from '../routing/origin.ts';
import type { ServicePortPlan } from '../routing/plan.ts';
import type { ClaimedAddress, ServicePort } from '../routing/servicePort.ts';
import { isOwnAddress } from '../trace/routePacket.ts';
import type { TraceResult } from './traceRequest.ts';
import type { ServiceAddressKind } from './traceWords.ts';

export interface Claim {
  readonly kind: ServiceAddressKind;
  readonly plan: ServicePortPlan;
  readonly origin: FieldOrigin;
}

/** Of several the one that was asked for by name, else the first. */
export function claimOf(result: TraceResult): Claim | undefined {
  const { node, protocol, target } = result;
  const claims = node.plan.servicePorts
    .filter(({ port }) => port.protocol === protocol)
    .flatMap(plan => claimBy(plan, result) ?? []);
  return claims.find(({ plan }) => plan.port.name === target.servicePort?.name) ?? claims[0];
}

function claimBy(plan: ServicePortPlan, result: TraceResult): Claim | undefined {
  const { address, port } = result.target;
  if (plan.port.port === port) {
    const found = addressClaim(plan.port, address);
    if (found) return { ...found, plan };
  }
  const { nodePort } = plan.port;
  if (nodePort?.port !== port || !isOwnAddress(result.node.network.host, address)) return undefined;
  return { kind: 'nodePort', origin: nodePort.origin, plan };
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
