/**
 * What would hold if the API server accepted what it refuses: the same cluster with the object in it. In: a root's
 * routing, and what is refused. Out: a routing to ask instead.
 */
import { type ClusterIndex, indexCluster } from '../cluster/clusterIndex.ts';
import { changeClusterModel } from '../cluster/clusterModel.ts';
import type { KubernetesObject, NamespacedName, Service } from '../cluster/objects.ts';
import { type CertainRefusal, isCertain } from './refusal.ts';
import type { RoutingSource } from './routingView.ts';

export interface RefusedService {
  readonly service: Service;
  readonly refusal: CertainRefusal;
}

/** The Service of this name, where none exists because the server refuses it. */
export function refusedService(source: RoutingSource, name: NamespacedName): RefusedService | undefined {
  if (source.cluster.servicesNamed(name).length > 0) return undefined;
  const service = source.written?.servicesNamed(name).at(-1);
  return service && asRefused(source, service);
}

/** Undefined where it is not refused for certain. */
export function asRefused(source: RoutingSource, service: Service): RefusedService | undefined {
  const refusal = source.refusalOf?.(service);
  return isCertain(refusal) ? { service, refusal } : undefined;
}

const known = new WeakMap<RoutingSource, Map<KubernetesObject, RoutingSource>>();

export function sourceIfAccepted(source: RoutingSource, object: KubernetesObject): RoutingSource {
  const supposed = known.get(source) ?? new Map<KubernetesObject, RoutingSource>();
  known.set(source, supposed);
  const found = supposed.get(object) ?? withObject(source, object);
  supposed.set(object, found);
  return found;
}

/** With a lineage of its own, unless the object is all that is refused: then it is the cluster as written. */
function withObject(source: RoutingSource, object: KubernetesObject): RoutingSource {
  const refusalOf: RoutingSource['refusalOf'] = other => (other === object ? undefined : source.refusalOf?.(other));
  const { cluster, written } = source;
  if (written && refusedCount(cluster, written) === 1) return { ...source, cluster: written, refusalOf };
  const { model } = cluster;
  const changed = changeClusterModel(model, { removed: [], added: [object] }, model.completeness);
  return { ...source, cluster: indexCluster(changed), refusalOf };
}

function refusedCount({ model: accepted }: ClusterIndex, { model: written }: ClusterIndex): number {
  const lists = ['services', 'endpoints', 'slices'] as const;
  return lists.reduce((sum, list) => sum + written[list].length - accepted[list].length, 0);
}

/** With all that is written. */
export function sourceAsWritten(source: RoutingSource): RoutingSource {
  const { written } = source;
  if (!written || written === source.cluster) return source;
  const supposed = asWritten.get(source) ?? { ...source, cluster: written };
  asWritten.set(source, supposed);
  return supposed;
}

const asWritten = new WeakMap<RoutingSource, RoutingSource>();
