/** Links to Services and their ports: from backends, from written endpoints and by DNS names. */
import type { FieldPath } from '../yaml/manifestNode.ts';
import type { ClusterIndex } from './clusterIndex.ts';
import { serviceMeantBy } from './hostNames.ts';
import { hasPods, type Link, linkTo, namePlace, type Place } from './links.ts';
import type {
  EndpointPort,
  EndpointSlice,
  Endpoints,
  HostMention,
  IntOrString,
  KubernetesObject,
  Pod,
  Service,
  ServicePortSpec,
  ServiceReference,
  Workload,
} from './objects.ts';
import { serviceNameLabel } from './sliceLabels.ts';

/** Every field of the object that names a Service. */
export function serviceReferencesOf(object: KubernetesObject): readonly ServiceReference[] {
  if (object.kind === 'Other') return object.references ?? [];
  if (object.kind !== 'StatefulSet' || !object.serviceName) return [];
  const { namespace, serviceName: name } = object;
  return [{ namespace, name, path: ['spec', 'serviceName'], servicePort: undefined }];
}

/** The ports of a Service that a reference means: by number, or by name. */
export function isPortAskedFor(port: ServicePortSpec, wanted: IntOrString): boolean {
  return typeof wanted === 'number' ? port.port === wanted : port.name === wanted;
}

export function referenceLinks(object: KubernetesObject, cluster: ClusterIndex): Link[] {
  const named = serviceReferencesOf(object).flatMap(reference => linksOfReference(object, reference, cluster));
  const bySubdomain = hasPods(object) ? subdomainLinks(object, cluster) : [];
  return [...named, ...bySubdomain, ...hostLinks(object, cluster)];
}

function hostsIn(object: KubernetesObject): readonly HostMention[] {
  if (hasPods(object)) return object.pod.hosts;
  if (object.kind === 'Other') return object.hosts ?? [];
  if (object.kind !== 'Service' || !object.externalName?.includes('.svc')) return [];
  const host = object.externalName;
  return [{ path: ['spec', 'externalName'], index: 0, host, port: undefined, inUrl: false }];
}

function hostLinks(object: KubernetesObject, cluster: ClusterIndex): Link[] {
  return hostsIn(object).flatMap(mention => {
    const meant = serviceMeantBy(mention, object.namespace, cluster);
    const from = { object, path: mention.path };
    return meant ? linkTo({ ...from, word: meant.word }, 'service', meant.services.map(namePlace)) : [];
  });
}

function linksOfReference(object: KubernetesObject, reference: ServiceReference, cluster: ClusterIndex): Link[] {
  const services = cluster.servicesNamed(reference);
  const { path, servicePort } = reference;
  const links = linkTo({ object, path }, 'service', services.map(namePlace));
  if (!servicePort) return links;
  const ports = services.flatMap(service => portPlaces(service, port => isPortAskedFor(port, servicePort.value)));
  return [...links, ...linkTo({ object, path: servicePort.path }, 'service-port', ports)];
}

/** The headless Service under whose name a pod is found; it may do without, so this is no reference that must hold. */
function subdomainLinks(object: Workload | Pod, cluster: ClusterIndex): Link[] {
  const { subdomain: name, labelsPath } = object.pod;
  if (!name) return [];
  const path = [...labelsPath.slice(0, -2), 'spec', 'subdomain'];
  return linkTo(
    { object, path },
    'service',
    cluster.servicesNamed({ namespace: object.namespace, name }).map(namePlace),
  );
}

function portPlaces(service: Service, isMeant: (port: ServicePortSpec) => boolean): Place[] {
  return service.ports.flatMap((port, i) =>
    isMeant(port) ? [{ object: service, path: ['spec', 'ports', i] as FieldPath }] : [],
  );
}

export function endpointsLinks(endpoints: Endpoints, cluster: ClusterIndex): Link[] {
  const ports = endpoints.subsets.flatMap((subset, i) =>
    subset.ports.map((port, j) => ({ port, path: ['subsets', i, 'ports', j] as FieldPath })),
  );
  return writtenEndpointLinks(namePlace(endpoints), cluster.servicesNamed(endpoints), ports);
}

export function sliceLinks(slice: EndpointSlice, cluster: ClusterIndex): Link[] {
  const name = slice.labels[serviceNameLabel];
  const services = name ? cluster.servicesNamed({ namespace: slice.namespace, name }) : [];
  const ports = slice.ports.map((port, i) => ({ port, path: ['ports', i] as FieldPath }));
  return writtenEndpointLinks({ object: slice, path: ['metadata', 'labels', serviceNameLabel] }, services, ports);
}

/** Ports meet by name; the one port of a Service may go without. */
function writtenEndpointLinks(
  from: Place,
  services: readonly Service[],
  ports: readonly { readonly port: EndpointPort; readonly path: FieldPath }[],
): Link[] {
  const portLinks = ports.flatMap(({ port, path }) => {
    const name = port.name ?? '';
    const targets = services.flatMap(service => portPlaces(service, p => (p.name ?? '') === name));
    return linkTo({ object: from.object, path: [...path, name ? 'name' : 'port'] }, 'service-port', targets);
  });
  return [...linkTo(from, 'service', services.map(namePlace)), ...portLinks];
}
