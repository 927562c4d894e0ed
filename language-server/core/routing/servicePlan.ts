/**
 * The decisions about one Service: its ports, each with its endpoints and refusals. In: the Service, its slices, and the
 * node's place. Nothing is kept: one Service is planned in less time than it takes to find out whether it must be.
 */
import type { EndpointSlice, Service } from '../cluster/objects.ts';
import { headlessLabel, otherProxyLabel } from '../cluster/sliceLabels.ts';
import type { IpAddress, IpFamily } from '../ip/address.ts';
import { containsAddress } from '../ip/cidr.ts';
import { type CategorizedEndpoints, categorizeEndpoints } from './categorizeEndpoints.ts';
import { compareText, type Endpoint, readEndpoints } from './endpoint.ts';
import type { NodeView } from './nodeView.ts';
import type { ProxyConfig } from './proxyConfig.ts';
import { readServicePorts, type ServicePort, type ServicePortOptions, type SkipReason } from './servicePort.ts';

/** Why traffic of one kind gets no endpoint: refused if there is none anywhere, dropped if only none here. */
export type Refusal = 'no-endpoints' | 'no-local-endpoints';

export interface ServicePortPlan extends CategorizedEndpoints {
  readonly port: ServicePort;
  /** All that the slices hold, usable or not. */
  readonly allEndpoints: readonly Endpoint[];
  /** Of traffic to the cluster IP. */
  readonly internalRefusal: Refusal | undefined;
  /** Of traffic to node port, external IPs and load-balancer VIPs. */
  readonly externalRefusal: Refusal | undefined;
  /** The source ranges hold this node's own address, so that what the node sends to its VIP is let through too. */
  readonly sourceRangesHoldNode: boolean;
}

export interface ServicePlan {
  readonly ports: readonly ServicePortPlan[];
  readonly skipped: readonly SkipReason[];
}

export function servicePlanner(input: {
  readonly node: NodeView;
  readonly config: ProxyConfig;
  readonly family: IpFamily;
  readonly slicesOf: (service: Service) => readonly EndpointSlice[];
}): (service: Service) => ServicePlan {
  const { node, config, family } = input;
  const options: ServicePortOptions = { family, allowExternalIps: config.allowExternalIps };
  return service => {
    const { ports, skipped } = readServicePorts(service, options);
    const slices = ports.length ? routedSlices(input.slicesOf(service), family) : [];
    return { ports: ports.map(port => planServicePort(port, slices, node)), skipped };
  };
}

/** Those that kube-proxy reads, in the order in which it does. */
function routedSlices(slices: readonly EndpointSlice[], family: IpFamily): readonly EndpointSlice[] {
  const routed = slices.filter(
    ({ addressType, labels }) => addressType === family && !(headlessLabel in labels) && !(otherProxyLabel in labels),
  );
  return routed.length > 1 ? routed.sort((a, b) => compareText(a.name, b.name)) : routed;
}

function planServicePort(port: ServicePort, slices: readonly EndpointSlice[], node: NodeView): ServicePortPlan {
  const allEndpoints = readEndpoints(port, slices, node.proxyName);
  const lists = categorizeEndpoints(port, allEndpoints, { name: node.proxyName, zone: node.zone });
  const refusal = (local: boolean): Refusal | undefined => {
    if (!lists.hasEndpoints) return 'no-endpoints';
    return local && lists.localEndpoints.length === 0 ? 'no-local-endpoints' : undefined;
  };
  return {
    port,
    allEndpoints,
    ...lists,
    internalRefusal: refusal(port.internalPolicyLocal),
    externalRefusal: refusal(port.externalPolicyLocal),
    sourceRangesHoldNode: holdsNode(port, node.ips[port.clusterIp.address.family]),
  };
}

function holdsNode(port: ServicePort, nodeIp: IpAddress): boolean {
  return port.sourceRanges.some(({ range }) => containsAddress(range, nodeIp));
}
