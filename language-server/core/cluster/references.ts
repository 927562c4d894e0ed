/**
 * What the objects of a cluster have to do with each other, as links from a field to the places that it leads to.
 * In: an object and its cluster. Out: its links, and for each place the links that lead there; one is the inverse of
 * the other. Places are canonical: a Service's name, a port's item, the labels of a pod or pod template.
 */
import type { FieldPath } from '../yaml/manifestNode.ts';
import type { ClusterIndex, PodSource } from './clusterIndex.ts';
import type {
  EndpointPort,
  EndpointSlice,
  Endpoints,
  IntOrString,
  KubernetesObject,
  OtherObject,
  Pod,
  Service,
  ServicePortSpec,
  ServiceReference,
  Workload,
} from './objects.ts';
import { selectsPod } from './selectors.ts';
import { serviceNameLabel } from './sliceLabels.ts';

export interface Place {
  readonly object: KubernetesObject;
  readonly path: FieldPath;
}

export type Relation = 'service' | 'service-port' | 'pods' | 'container-port';

export interface Link {
  readonly from: Place;
  readonly relation: Relation;
  /** Never empty. */
  readonly targets: readonly Place[];
}

/** Text that is the same for the same place of the same cluster. */
export function placeKey({ object: { source }, path }: Place): string {
  return [source.file, source.document, source.item ?? '', ...path].join('\n');
}

export function isWorkload(object: KubernetesObject): object is Workload {
  return 'replicas' in object;
}

export function hasPods(object: KubernetesObject): object is Workload | Pod {
  return object.kind === 'Pod' || isWorkload(object);
}

export function isExternalName(service: Service): boolean {
  return service.type === 'ExternalName';
}

/** Every field of the object that names a Service. */
export function serviceReferencesOf(object: KubernetesObject): readonly ServiceReference[] {
  if (object.kind === 'Other') return object.references ?? [];
  if (object.kind !== 'StatefulSet' || !object.serviceName) return [];
  const { namespace, serviceName: name } = object;
  return [{ namespace, name, path: ['spec', 'serviceName'], servicePort: undefined }];
}

export function linksOf(object: KubernetesObject, cluster: ClusterIndex): readonly Link[] {
  const links = [...serviceReferencesOf(object).flatMap(r => referenceLinks(object, r, cluster))];
  if (object.kind === 'Service') links.push(...serviceLinks(object, cluster));
  if (object.kind === 'Endpoints') links.push(...endpointsLinks(object, cluster));
  if (object.kind === 'EndpointSlice') links.push(...sliceLinks(object, cluster));
  if (object.kind === 'Other') links.push(...podSelectorLinks(object, cluster));
  if (isWorkload(object)) links.push(...ownSelectorLinks(object));
  return links;
}

function link(object: KubernetesObject, path: FieldPath, relation: Relation, targets: readonly Place[]): Link[] {
  return targets.length ? [{ from: { object, path }, relation, targets }] : [];
}

function namePlace(object: KubernetesObject): Place {
  return { object, path: ['metadata', 'name'] };
}

function podsPlace({ object, pod }: PodSource): Place {
  return { object, path: pod.labelsPath };
}

function referenceLinks(object: KubernetesObject, reference: ServiceReference, cluster: ClusterIndex): Link[] {
  const services = cluster.servicesNamed(reference);
  const { path, servicePort } = reference;
  const links = link(object, path, 'service', services.map(namePlace));
  if (!servicePort) return links;
  const ports = services.flatMap(service => portsAskedFor(service, servicePort.value));
  return [...links, ...link(object, servicePort.path, 'service-port', ports)];
}

/** The ports of a Service that a reference means: by number, or by name. */
export function isPortAskedFor(port: ServicePortSpec, wanted: IntOrString): boolean {
  return typeof wanted === 'number' ? port.port === wanted : port.name === wanted;
}

function portsAskedFor(service: Service, wanted: IntOrString): Place[] {
  return portPlaces(service, port => isPortAskedFor(port, wanted));
}

function portPlaces(service: Service, isMeant: (port: ServicePortSpec) => boolean): Place[] {
  return service.ports.flatMap((port, i) =>
    isMeant(port) ? [{ object: service, path: ['spec', 'ports', i] as FieldPath }] : [],
  );
}

function serviceLinks(service: Service, cluster: ClusterIndex): Link[] {
  if (isExternalName(service)) return [];
  const pods = cluster.selected(service.namespace, service.selector);
  const ports = service.ports.flatMap((port, i) => {
    const field = port.targetPort === undefined ? 'port' : 'targetPort';
    const targets = pods.flatMap(source => containerPortPlace(source, port));
    return link(service, ['spec', 'ports', i, field], 'container-port', targets);
  });
  return [...link(service, ['spec', 'selector'], 'pods', pods.map(podsPlace)), ...ports];
}

/** The container port that a Service port leads to: the first that fits by name or number, and by protocol. */
function containerPortPlace({ object, pod }: PodSource, port: ServicePortSpec): Place[] {
  const wanted = port.targetPort || port.port;
  const protocol = port.protocol || 'TCP';
  for (const container of pod.containers) {
    const index = container.ports.findIndex(
      p => (p.protocol || 'TCP') === protocol && (typeof wanted === 'string' ? p.name : p.containerPort) === wanted,
    );
    if (index >= 0) return [{ object, path: [...container.path, 'ports', index] }];
  }
  return [];
}

function endpointsLinks(endpoints: Endpoints, cluster: ClusterIndex): Link[] {
  const ports = endpoints.subsets.flatMap((subset, i) =>
    subset.ports.map((port, j) => ({ port, path: ['subsets', i, 'ports', j] as FieldPath })),
  );
  return writtenEndpointLinks(endpoints, ['metadata', 'name'], cluster.servicesNamed(endpoints), ports);
}

function sliceLinks(slice: EndpointSlice, cluster: ClusterIndex): Link[] {
  const name = slice.labels[serviceNameLabel];
  const services = name ? cluster.servicesNamed({ namespace: slice.namespace, name }) : [];
  const ports = slice.ports.map((port, i) => ({ port, path: ['ports', i] as FieldPath }));
  return writtenEndpointLinks(slice, ['metadata', 'labels', serviceNameLabel], services, ports);
}

/** Ports meet by name; the one port of a Service may go without. */
function writtenEndpointLinks(
  object: Endpoints | EndpointSlice,
  path: FieldPath,
  services: readonly Service[],
  ports: readonly { readonly port: EndpointPort; readonly path: FieldPath }[],
): Link[] {
  const portLinks = ports.flatMap(({ port, path: at }) => {
    const name = port.name ?? '';
    const targets = services.flatMap(service => portPlaces(service, p => (p.name ?? '') === name));
    return link(object, [...at, name ? 'name' : 'port'], 'service-port', targets);
  });
  return [...link(object, path, 'service', services.map(namePlace)), ...portLinks];
}

function podSelectorLinks(object: OtherObject, cluster: ClusterIndex): Link[] {
  const selectors = object.podSelectors ?? [];
  const pods = selectors.length ? cluster.podSourcesIn(object.namespace) : [];
  return selectors.flatMap(selector => {
    const chosen = pods.filter(({ pod }) => selectsPod(selector, pod.labels));
    return link(object, selector.path, 'pods', chosen.map(podsPlace));
  });
}

/** A workload that names the labels of its pods names those of its own template. */
function ownSelectorLinks(workload: Workload): Link[] {
  if (workload.kind === 'Job' || workload.kind === 'CronJob') return [];
  return link(workload, ['spec', 'selector'], 'pods', [{ object: workload, path: workload.pod.labelsPath }]);
}

const reversed = new WeakMap<ClusterIndex, ReadonlyMap<string, readonly Link[]>>();

/** The links of the whole cluster that lead to a place, in the order of files. */
export function linksTo(place: Place, cluster: ClusterIndex): readonly Link[] {
  let known = reversed.get(cluster);
  if (!known) {
    known = reverseLinks(cluster);
    reversed.set(cluster, known);
  }
  return known.get(placeKey(place)) ?? [];
}

function reverseLinks(cluster: ClusterIndex): ReadonlyMap<string, readonly Link[]> {
  const { services, endpoints, slices, workloads, others } = cluster.model;
  const byTarget = new Map<string, Link[]>();
  for (const object of [...services, ...endpoints, ...slices, ...workloads, ...others]) {
    for (const found of linksOf(object, cluster)) {
      for (const target of found.targets) {
        const key = placeKey(target);
        const list = byTarget.get(key);
        if (list) list.push(found);
        else byTarget.set(key, [found]);
      }
    }
  }
  return byTarget;
}

/** What is declared under the cursor, that links can lead to. */
export function declarationAt(object: KubernetesObject, path: FieldPath): Place | undefined {
  if (path[0] === 'metadata' && path[1] === 'name') {
    if (object.kind === 'Service') return namePlace(object);
    if (hasPods(object)) return { object, path: object.pod.labelsPath };
  }
  if (object.kind === 'Service') {
    const isPort = path[1] === 'ports' && typeof path[2] === 'number' && path[3] !== 'targetPort';
    return isPort ? { object, path: path.slice(0, 3) } : undefined;
  }
  return hasPods(object) ? podDeclarationAt(object, path) : undefined;
}

function podDeclarationAt(object: Workload | Pod, path: FieldPath): Place | undefined {
  const { labelsPath, containers } = object.pod;
  if (isWithin(path, labelsPath)) return { object, path: labelsPath };
  const container = containers.find(c => isWithin(path, [...c.path, 'ports']));
  const index = container && path[container.path.length + 1];
  return container && typeof index === 'number' ? { object, path: [...container.path, 'ports', index] } : undefined;
}

/** Whether `path` is `outer` or lies below it. */
export function isWithin(path: FieldPath, outer: FieldPath): boolean {
  return path.length >= outer.length && outer.every((step, i) => step === path[i]);
}
