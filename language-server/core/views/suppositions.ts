/**
 * The same cluster under another assumption, so that a trace can find out whether its answer rests on one. In: a root's
 * routing and what to suppose. Out: a routing source; the same object again for the same supposition, so that what is
 * worked out for it is kept.
 */
import type { EndpointSlice, Service, ServiceCidr } from '../cluster/objects.ts';
import type { IpAddress } from '../ip/address.ts';
import { type IpNetwork, network } from '../ip/cidr.ts';
import type { NodeView } from '../routing/nodeView.ts';
import type { ProxyConfig } from '../routing/proxyConfig.ts';
import type { RoutingSource } from './routingView.ts';

export interface Supposition {
  /** Tells it apart from all others about the same cluster. */
  readonly key: string;
  /** What kube-proxy takes for the pods' range (clusterCIDR). */
  readonly podRange?: IpNetwork;
  /** One more address of the node whose rules these are. */
  readonly nodeAddress?: IpAddress;
  /** A range that a ServiceCIDR object holds. */
  readonly serviceRange?: IpNetwork;
  /** The node of a sender whose manifest names none. */
  readonly senderNode?: string;
  /** What the cluster holds of a Service's slices, given those that the manifests show. */
  readonly slices?: (service: Service, shown: readonly EndpointSlice[]) => readonly EndpointSlice[];
}

/** A matrix of pods and Services supposes something of each Service. */
const kept = 64;
const known = new WeakMap<RoutingSource, Map<string, RoutingSource>>();

export function supposing(source: RoutingSource, supposed: Supposition): RoutingSource {
  const made = known.get(source) ?? new Map<string, RoutingSource>();
  known.set(source, made);
  const found = made.get(supposed.key) ?? { ...source, supposed };
  made.set(supposed.key, found);
  const [oldest] = made.keys();
  if (made.size > kept && oldest !== undefined) made.delete(oldest);
  return found;
}

export function supposedConfig(config: ProxyConfig, { podRange }: Supposition): ProxyConfig {
  if (!podRange) return config;
  return { ...config, detectLocal: { mode: 'ClusterCIDR', cidrs: { [podRange.family]: podRange } } };
}

export function supposedNode(node: NodeView, { nodeAddress: address }: Supposition): NodeView {
  if (!address) return node;
  const own = { address, network: network(address, address.family === 'IPv4' ? 24 : 64) };
  const [first, ...others] = node.host.interfaces.filter(({ name }) => name !== 'lo');
  const loopback = node.host.interfaces.filter(({ name }) => name === 'lo');
  const uplink = first && { ...first, addresses: [...first.addresses, own] };
  return {
    ...node,
    ips: { ...node.ips, [address.family]: address },
    host: { ...node.host, interfaces: [...loopback, ...(uplink ? [uplink] : []), ...others] },
  };
}

export function supposedServiceCidrs(
  shown: readonly ServiceCidr[],
  { serviceRange }: Supposition,
): readonly ServiceCidr[] {
  return serviceRange ? [...shown, serviceCidrOf(serviceRange)] : shown;
}

/** Like the one that the API server makes from --service-cluster-ip-range. */
function serviceCidrOf({ text }: IpNetwork): ServiceCidr {
  const nowhere = { start: 0, end: 0 };
  return {
    kind: 'ServiceCIDR',
    apiVersion: 'networking.k8s.io/v1',
    namespace: '',
    name: 'kubernetes',
    declaredNamespace: undefined,
    labels: {},
    annotations: {},
    deletionTimestamp: false,
    source: { file: '', document: 0, range: nowhere, nameRange: nowhere },
    cidrs: [text],
  };
}
