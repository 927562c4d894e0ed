/** The Service that an object belongs to. */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { IpFamily } from '../cluster/clusterSettings.ts';
import type { KubernetesObject, Service } from '../cluster/objects.ts';
import { serviceNameLabel } from '../cluster/sliceLabels.ts';

/** A Service is its own; Endpoints share its name; an EndpointSlice names it in a label. */
export function serviceOf(object: KubernetesObject, cluster: ClusterIndex): Service | undefined {
  const { namespace } = object;
  if (object.kind === 'Service') return object;
  if (object.kind === 'Endpoints') return cluster.servicesNamed(object).at(-1);
  if (object.kind !== 'EndpointSlice') return undefined;
  return cluster.servicesNamed({ namespace, name: object.labels[serviceNameLabel] ?? '' }).at(-1);
}

/** The family to show first: that of the Service's own address, else the cluster's. */
export function firstFamily(service: Service, families: readonly IpFamily[]): IpFamily {
  const ip = service.clusterIP ?? service.clusterIPs?.[0] ?? '';
  if (ip.includes(':')) return 'IPv6';
  if (ip.includes('.')) return 'IPv4';
  return families[0] ?? 'IPv4';
}

/** kube-proxy does nothing for it, whatever its ports. */
export function hasNoRules({ type, clusterIP }: Service): boolean {
  return type === 'ExternalName' || clusterIP === 'None';
}
