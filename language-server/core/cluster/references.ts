/**
 * What the objects of a cluster have to do with each other, as links from a field to the places that it leads to.
 * In: an object and its cluster. Out: its links, and for each place the links that lead there; one is the inverse of
 * the other.
 */
import type { FieldPath } from '../yaml/manifestNode.ts';
import type { ClusterIndex } from './clusterIndex.ts';
import { hasPods, isWithin, type Link, namePlace, type Place, placeKey, podsPlace } from './links.ts';
import type { KubernetesObject, Pod, Service, Workload } from './objects.ts';
import { endpointTargetLinks, otherPodLinks, ownPodLinks, selectedPodLinks } from './podLinks.ts';
import { endpointsLinks, referenceLinks, sliceLinks } from './serviceLinks.ts';

export { hasPods, isWithin, isWorkload, type Link, type Place, placeKey, type Word } from './links.ts';
export { isPortAskedFor, serviceReferencesOf } from './serviceLinks.ts';

export function isExternalName(service: Service): boolean {
  return service.type === 'ExternalName';
}

export function linksOf(object: KubernetesObject, cluster: ClusterIndex): readonly Link[] {
  return [...referenceLinks(object, cluster), ...linksOfKind(object, cluster)];
}

function linksOfKind(object: KubernetesObject, cluster: ClusterIndex): readonly Link[] {
  if (object.kind === 'Service') return isExternalName(object) ? [] : selectedPodLinks(object, cluster);
  if (object.kind === 'Endpoints') return [...endpointsLinks(object, cluster), ...endpointTargetLinks(object, cluster)];
  if (object.kind === 'EndpointSlice') return [...sliceLinks(object, cluster), ...endpointTargetLinks(object, cluster)];
  if (object.kind === 'Other') return otherPodLinks(object, cluster);
  return hasPods(object) ? ownPodLinks(object, cluster) : [];
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
  const { services, endpoints, slices, pods, workloads, others } = cluster.model;
  const byTarget = new Map<string, Link[]>();
  for (const object of [...services, ...endpoints, ...slices, ...pods, ...workloads, ...others]) {
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

/** What is declared under the cursor, that links can lead to: by its name a workload, and its pods as well. */
export function declarationsAt(object: KubernetesObject, path: FieldPath): readonly Place[] {
  if (path[0] === 'metadata' && path[1] === 'name') {
    if (object.kind === 'Service') return [namePlace(object)];
    if (hasPods(object)) return [namePlace(object), podsPlace({ object, pod: object.pod })];
  }
  if (object.kind === 'Service') {
    const isPort = path[1] === 'ports' && typeof path[2] === 'number' && path[3] !== 'targetPort';
    return isPort ? [{ object, path: path.slice(0, 3) }] : [];
  }
  return hasPods(object) ? podDeclarationsAt(object, path) : [];
}

function podDeclarationsAt(object: Workload | Pod, path: FieldPath): readonly Place[] {
  const { labelsPath, containers } = object.pod;
  if (isWithin(path, labelsPath)) return [podsPlace({ object, pod: object.pod })];
  const container = containers.find(c => isWithin(path, [...c.path, 'ports']));
  const index = container && path[container.path.length + 1];
  return container && typeof index === 'number' ? [{ object, path: [...container.path, 'ports', index] }] : [];
}
