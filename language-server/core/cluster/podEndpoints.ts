/**
 * The endpoints that pods become. In: a Service and a Pod or workload that it selects. Out: one endpoint for each pod
 * that has an address of the family; those without a real address are placeholders and marked as such.
 */
import type { ClusterIndex, PodSource } from './clusterIndex.ts';
import type { IpFamily } from './clusterSettings.ts';
import { nodePlaces } from './nodePlaces.ts';
import type { Node, Pod, Service, SliceEndpoint } from './objects.ts';
import { type PlaceholderPod, placeholderPods, selectedPods } from './placeholders.ts';
import { withHints } from './trafficHints.ts';

type Nodes = ReadonlyMap<string, Node>;

const zoneLabel = 'topology.kubernetes.io/zone';

export function podEndpoints(
  service: Service,
  { object }: PodSource,
  family: IpFamily,
  cluster: ClusterIndex,
): readonly SliceEndpoint[] {
  const { nodes } = nodePlaces(cluster.model);
  const isReal = object.kind === 'Pod' && object.hasStatus;
  const found = isReal
    ? realEndpoints(service, object, family, nodes)
    : standIns(service, chosenPods(service, object, placeholderPods(object, family, cluster)), object, nodes);
  return found.map(endpoint => withHints(service, endpoint));
}

/** A pod that has ended or has no address of the family is no endpoint, whatever the Service publishes. */
function realEndpoints(service: Service, pod: Pod, family: IpFamily, nodes: Nodes): SliceEndpoint[] {
  const addresses = pod.podIPs.filter(ip => ip.includes(':') === (family === 'IPv6'));
  if (addresses.length === 0 || pod.phase === 'Succeeded' || pod.phase === 'Failed') return [];
  const publishes = service.publishNotReadyAddresses === true;
  const { nodeName, hostname, subdomain } = pod.pod;
  const node = nodeName === undefined ? undefined : nodes.get(nodeName);
  if (isOnUnknownNode(pod, nodes) && !publishes) return [];
  const serving = pod.ready === true;
  const terminating = pod.deletionTimestamp;
  return [
    {
      addresses,
      conditions: { ready: publishes || (serving && !terminating), serving, terminating },
      hostname: subdomain === service.name ? hostname || undefined : undefined,
      nodeName,
      zone: node?.labels[zoneLabel] || undefined,
      targetRef: { kind: 'Pod', name: pod.name },
      hintZones: undefined,
      hintNodes: undefined,
      origin: pod.source,
    },
  ];
}

/** The controller leaves such pods out. Without any Node at hand, nothing is known of nodes. */
export function isOnUnknownNode({ hasStatus, podIPs, pod }: Pod, nodes: Nodes): boolean {
  return hasStatus && podIPs.length > 0 && nodes.size > 0 && !nodes.has(pod.nodeName ?? '');
}

/** A Service can be for one pod of a StatefulSet. */
function chosenPods(service: Service, object: PodSource['object'], pods: readonly PlaceholderPod[]) {
  const chosen = selectedPods(service.selector, object);
  return chosen ? pods.filter(({ i }) => chosen.includes(i)) : pods;
}

/** Pods that are still to come are taken to be ready. */
function standIns(
  service: Service,
  pods: readonly PlaceholderPod[],
  object: PodSource['object'],
  nodes: Nodes,
): SliceEndpoint[] {
  return pods.map(({ address, nodeName, hostname, subdomain }) => ({
    addresses: [address],
    conditions: { ready: true, serving: true, terminating: false },
    hostname: subdomain === service.name ? hostname || undefined : undefined,
    nodeName,
    zone: nodes.get(nodeName ?? '')?.labels[zoneLabel] || undefined,
    targetRef: { kind: 'Pod', name: `<${object.name}>` },
    hintZones: undefined,
    hintNodes: undefined,
    placeholder: true,
    origin: object.source,
  }));
}
