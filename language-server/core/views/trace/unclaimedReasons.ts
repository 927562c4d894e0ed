/**
 * Why no rule takes a packet: what the manifests know of its destination. In: an outcome that kept its destination, or
 * that was refused because nobody has it. Out: one reason at most, from the nearest miss on.
 */

import { claimedAddressesOf, clusterIpsOf } from '../../cluster/clusterIndex.ts';
import { namespacedName, type Service } from '../../cluster/objects.ts';
import { type IpFamily, isLoopback, joinHostPort } from '../../ip/address.ts';
import { containsAddress, parseCidr } from '../../ip/cidr.ts';
import type { Origin } from '../../routing/origin.ts';
import type { ServicePort, SkipReason } from '../../routing/servicePort.ts';
import type { Outcome } from '../../trace/outcome.ts';
import { isOwnAddress } from '../../trace/routePacket.ts';
import { portsOf } from '../compilePlan.ts';
import { skipSentence } from '../serviceRules.ts';
import { nodePortReason } from './nodePortReason.ts';
import { type Placed, type Reason, serviceNameOf, specField } from './reason.ts';
import { addressClaim, claimOf, portsAt } from './traceClaims.ts';
import type { TraceResult } from './traceRequest.ts';
import type { FoundTarget } from './traceTarget.ts';

export function unclaimedReasons(outcome: Outcome<Origin>, result: TraceResult): Reason[] {
  const { address } = result.target;
  // It stays inside its pod; what the node knows of the address is of no use there.
  if (outcome.events.length === 0) return [];
  const isHere = isOwnAddress(result.node.network.host, address) || isLoopback(address);
  const found =
    unaskedRefusal(outcome, result) ??
    otherPort(outcome, result) ??
    leftAlone(result, isHere) ??
    ofBalancer(result) ??
    (isHere ? nodePortReason(result) : unallocated(outcome, result));
  return found ? [found] : [];
}

/** Refusals for external addresses are not asked for what the node itself sends, in iptables mode. */
function unaskedRefusal({ disposition }: Outcome<Origin>, result: TraceResult): Reason | undefined {
  const claim = claimOf(result);
  if (!claim || disposition !== 'forwarded' || claim.kind === 'nodePort' || claim.kind === 'clusterIP')
    return undefined;
  if (claim.plan.externalRefusal === undefined) return undefined;
  return {
    text: `${claim.plan.port.name} has no endpoint for it; the rule that would refuse the packet is not asked for what the node itself sends, and so it leaves for the network.`,
    place: { source: claim.origin.of.source, path: claim.origin.path },
  };
}

/** The address belongs to a Service, which has other ports. */
function otherPort(outcome: Outcome<Origin>, { node, target, protocol, mode }: TraceResult): Reason | undefined {
  const owned = portsAt(node.plan, target.address);
  const [first] = owned;
  if (!first || owned.some(({ port }) => port.port === target.port && port.protocol === protocol)) return undefined;
  const { port } = first;
  const ports = owned
    .filter(other => serviceNameOf(other.port) === serviceNameOf(port))
    .map(other => portText(other.port));
  const end =
    outcome.disposition === 'forwarded'
      ? ` In ${mode} mode no rule takes or refuses it: it leaves for the network, where nobody has this address.`
      : '';
  const isCluster = addressClaim(port, target.address)?.kind === 'clusterIP';
  return {
    text: `${target.address.text} belongs to ${serviceNameOf(port)}, which has no port ${target.port}/${protocol}; it has ${ports.join(', ')}.${isCluster ? end : ''}`,
    place: specField(port, 'ports'),
  };
}

function portText({ portName, port, protocol }: ServicePort): string {
  return portName ? `${portName} (${port}/${protocol})` : `${port}/${protocol}`;
}

/** A Service asks for the destination that kube-proxy leaves alone, in this family or at all. */
function leftAlone(result: TraceResult, isHere: boolean): Reason | undefined {
  const { node, target, family } = result;
  const entry = node.plan.skipped.findLast(({ service }) => claimText(service, target, isHere));
  if (!entry || portsOf(node.plan, entry.service).length > 0) return undefined;
  const { service, reason } = entry;
  const claim = `${claimText(service, target, isHere)} of ${namespacedName(service)}`;
  if (reason === 'no-cluster-ip-of-family') return ofOtherFamily(service, claim, family);
  return {
    text: `${claim}. ${skipSentence(reason)}`,
    place: { source: service.source, path: isByLabel(reason) ? ['metadata', 'labels'] : ['spec'] },
  };
}

function claimText(service: Service, { address, port }: FoundTarget, isHere: boolean): string | undefined {
  const { text } = address;
  if (clusterIpsOf(service).includes(text)) return `${text} is the cluster IP`;
  if (claimedAddressesOf(service).includes(text)) return `${text} is an address`;
  if (isHere && service.ports.some(({ nodePort }) => nodePort === port)) return `${port} is the node port`;
  return undefined;
}

function ofOtherFamily(service: Service, claim: string, family: IpFamily): Reason {
  const other = family === 'IPv4' ? 'IPv6' : 'IPv4';
  return {
    text: `${claim}, which has ${other} addresses only: nothing is programmed for ${family}. Use an ${other} address, or make the Service dual-stack (ipFamilyPolicy: PreferDualStack).`,
    place: { source: service.source, path: ['spec', 'ipFamilies'] },
  };
}

function isByLabel(reason: SkipReason): boolean {
  return reason === 'other-proxy' || reason === 'labelled-headless';
}

/** A load balancer that wants to see the traffic itself. */
function ofBalancer({ source, target }: TraceResult): Reason | undefined {
  const at = ({ loadBalancerIngress }: Service) =>
    loadBalancerIngress.findIndex(({ ip, ipMode }) => ip === target.address.text && ipMode === 'Proxy');
  const service = source.cluster.model.services.findLast(candidate => at(candidate) >= 0);
  if (!service) return undefined;
  return {
    text: `${target.address.text} is the load balancer of ${service.namespace}/${service.name}, with ipMode: Proxy: nodes leave its address alone, and the packet goes to the load balancer. What that sends on comes in by a node port or straight to a pod.`,
    place: { source: service.source, path: ['status', 'loadBalancer', 'ingress', at(service), 'ipMode'] },
  };
}

/** No Service has the address, though it is one that Services get theirs from. */
function unallocated({ disposition }: Outcome<Origin>, result: TraceResult): Reason | undefined {
  const { target, mode, protocol } = result;
  const range = serviceRange(result);
  if (!range) return undefined;
  const end =
    disposition === 'forwarded'
      ? `In ${mode} mode no rule is about it: it leaves for the network, where nobody has this address.`
      : `${mode} mode drops what is sent to such addresses.`;
  return {
    text: `No Service in the manifests has ${joinHostPort(target.address, target.port)}/${protocol}, though ${range.text} is for Services. ${end}`,
    place: range.place,
  };
}

/** Where nobody says which range is for Services, none is. */
function serviceRange({ node, source, target }: TraceResult): { text: string; place?: Placed } | undefined {
  const object = node.plan.serviceCidrs.find(({ range }) => containsAddress(range, target.address));
  if (object) return { text: object.range.text, place: { source: object.origin.source, path: object.origin.path } };
  const { value, from } = source.settings.serviceCidrs;
  if (from === 'assumed') return undefined;
  const ranges = value.flatMap(text => parseCidr(text) ?? []);
  const found = ranges.find(range => containsAddress(range, target.address));
  return found && { text: found.text };
}
