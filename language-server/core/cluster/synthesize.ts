/**
 * The EndpointSlices that the endpoint controllers would write, where the workspace does not hold them: from Pods that
 * have addresses, from workloads, whose replicas get placeholder addresses, and from Endpoints objects. In: an indexed
 * cluster. Out: slices, the same whatever the order of files.
 */
import type { ClusterIndex, PodSource } from './clusterIndex.ts';
import type { ClusterSettings, IpFamily } from './clusterSettings.ts';
import { familiesOf } from './ipFamilies.ts';
import { mirroredSlices } from './mirrorEndpoints.ts';
import { nodePlaces } from './nodePlaces.ts';
import {
  type EndpointPort,
  type EndpointSlice,
  namedOnce,
  type Pod,
  type Service,
  type SliceEndpoint,
} from './objects.ts';
import { isOnUnknownNode, podEndpoints } from './podEndpoints.ts';
import { keyOf } from './podMakers.ts';
import { selects } from './selectors.ts';
import { headlessLabel, managedByLabel, selectorController, serviceNameLabel } from './sliceLabels.ts';
import { isStanding } from './standingPods.ts';
import { endpointPorts } from './targetPorts.ts';

/** The controller's --max-endpoints-per-slice. */
const maxEndpointsPerSlice = 100;

/** All slices of the cluster: the written ones, those inferred from pods, and the mirrored ones. */
export function allSlices(cluster: ClusterIndex, settings: ClusterSettings): readonly EndpointSlice[] {
  const { services, slices } = cluster.model;
  const written = [...namedOnce(slices).values()];
  const named = [...namedOnce(services).values()];
  const inferred = named.flatMap(service => inferredSlices(service, cluster, settings));
  return [...written, ...inferred, ...named.flatMap(service => mirroredSlices(service, cluster))];
}

/** Those of one Service. */
export function slicesOfService(
  service: Service,
  cluster: ClusterIndex,
  settings: ClusterSettings,
): readonly EndpointSlice[] {
  const written = cluster.slicesOf(service).filter(slice => cluster.slicesNamed(slice).at(-1) === slice);
  return [...written, ...inferredSlices(service, cluster, settings), ...mirroredSlices(service, cluster)];
}

/** Those that the controller makes of the pods that a Service selects. */
export function inferredSlices(
  service: Service,
  cluster: ClusterIndex,
  settings: ClusterSettings,
): readonly EndpointSlice[] {
  if (!isManaged(service, cluster)) return [];
  const sources = sourcesOf(service, cluster);
  return familiesOf(service, settings).flatMap(family => slicesOfFamily(service, family, sources, cluster));
}

/**
 * Whether the controller's slices of this Service are to be worked out. Where the workspace holds slices that carry the
 * controller's own name, it was exported from a cluster, and they tell better than templates what the pods are. Other
 * slices of the Service, without that label, are somebody's own: the controller's stand beside them, as in a cluster.
 */
function isManaged(service: Service, cluster: ClusterIndex): boolean {
  if (service.type === 'ExternalName' || Object.keys(service.selector ?? {}).length === 0) return false;
  return !cluster.slicesOf(service).some(slice => slice.labels[managedByLabel] === selectorController);
}

function sourcesOf(service: Service, cluster: ClusterIndex): readonly PodSource[] {
  const selected = cluster.selected(service.namespace, service.selector).filter(s => isStanding(s.object, cluster));
  if (selected.length < 2) return selected;
  const named = selected.map(source => ({ source, name: keyOf(source.namespace, source.object) }));
  return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ source }) => source);
}

/** Pods that the controllers leave out for their node; a Service that publishes what is not ready has them all the same. */
export function podsLeftOut({ model }: ClusterIndex): readonly Pod[] {
  const { nodes } = nodePlaces(model);
  return model.pods.filter(pod => {
    if (!isOnUnknownNode(pod, nodes)) return false;
    const selecting = model.services.filter(
      ({ namespace, selector = {} }) =>
        namespace === pod.namespace && Object.keys(selector).length > 0 && selects(selector, pod.pod.labels),
    );
    return selecting.length === 0 || selecting.some(service => !service.publishNotReadyAddresses);
  });
}

interface PortGroup {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: SliceEndpoint[];
}

/** Pods that resolve the Service's ports to the same numbers share a slice; without any, one empty slice stands. */
function slicesOfFamily(
  service: Service,
  family: IpFamily,
  sources: readonly PodSource[],
  cluster: ClusterIndex,
): EndpointSlice[] {
  const groups = new Map<string, PortGroup>();
  for (const source of sources) {
    const endpoints = podEndpoints(service, source, family, cluster);
    if (endpoints.length === 0) continue;
    const ports = endpointPorts(service, source.pod);
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    group.endpoints.push(...endpoints);
    groups.set(key, group);
  }
  const parts = [...groups.values()].flatMap(inParts);
  return (parts.length ? parts : [{ ports: [], endpoints: [] }]).map((part, i) => makeSlice(service, family, part, i));
}

function inParts({ ports, endpoints }: PortGroup): PortGroup[] {
  const count = Math.ceil(endpoints.length / maxEndpointsPerSlice);
  return Array.from({ length: count }, (_, i) => ({
    ports,
    endpoints: endpoints.slice(i * maxEndpointsPerSlice, (i + 1) * maxEndpointsPerSlice),
  }));
}

function makeSlice(service: Service, family: IpFamily, { ports, endpoints }: PortGroup, i: number): EndpointSlice {
  return {
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    name: `${service.name}-${family.toLowerCase()}-${i}`,
    namespace: service.namespace,
    declaredNamespace: service.declaredNamespace,
    labels: labelsOf(service),
    annotations: {},
    deletionTimestamp: false,
    source: service.source,
    addressType: family,
    ports,
    endpoints,
    inferred: 'pods',
  };
}

/** A slice has the labels of its Service, but for the three that the controller keeps for itself. */
function labelsOf(service: Service): Record<string, string> {
  const { [headlessLabel]: _, ...labels } = service.labels;
  const isHeadless = (service.clusterIP || service.clusterIPs?.[0]) === 'None';
  return {
    ...labels,
    ...(isHeadless ? { [headlessLabel]: '' } : {}),
    [serviceNameLabel]: service.name,
    [managedByLabel]: selectorController,
  };
}
