/**
 * One cluster as the workspace describes it: the objects of one root, indexed. Built from decoded objects; immutable.
 * Objects of the same kind, namespace and name are alternatives: all are kept, the last one counts for routing.
 */
import type {
  ApiServerFlags,
  EndpointSlice,
  Endpoints,
  KubeProxyConfiguration,
  KubernetesObject,
  Node,
  OtherObject,
  Pod,
  Service,
  ServiceCidr,
  Workload,
} from './objects.ts';

/** Why the workspace may not hold everything that the cluster has. */
export type IncompleteReason = 'template' | 'kustomize' | 'unparsable' | 'size-limit' | 'loading';

export interface Completeness {
  readonly complete: boolean;
  /** One for each reason, with a file as example. */
  readonly reasons: readonly { readonly reason: IncompleteReason; readonly file: string }[];
}

export interface ClusterModel {
  /** Folder of the root, as a path prefix of its files; "" for the whole input. */
  readonly root: string;
  readonly services: readonly Service[];
  readonly endpoints: readonly Endpoints[];
  readonly slices: readonly EndpointSlice[];
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly workloads: readonly Workload[];
  readonly serviceCidrs: readonly ServiceCidr[];
  readonly proxyConfigurations: readonly KubeProxyConfiguration[];
  readonly apiServerFlags: readonly ApiServerFlags[];
  readonly others: readonly OtherObject[];
  readonly completeness: Completeness;
}

function byKind<K extends KubernetesObject['kind']>(objects: readonly KubernetesObject[], ...kinds: K[]) {
  const wanted = new Set<string>(kinds);
  return objects.filter((o): o is Extract<KubernetesObject, { kind: K }> => wanted.has(o.kind));
}

export function buildClusterModel(
  root: string,
  objects: readonly KubernetesObject[],
  completeness: Completeness = { complete: true, reasons: [] },
): ClusterModel {
  return {
    root,
    services: byKind(objects, 'Service'),
    endpoints: byKind(objects, 'Endpoints'),
    slices: byKind(objects, 'EndpointSlice'),
    nodes: byKind(objects, 'Node'),
    pods: byKind(objects, 'Pod'),
    workloads: objects.filter((o): o is Workload => 'replicas' in o),
    serviceCidrs: byKind(objects, 'ServiceCIDR'),
    proxyConfigurations: byKind(objects, 'KubeProxyConfiguration'),
    apiServerFlags: byKind(objects, 'ApiServerFlags'),
    others: byKind(objects, 'Other'),
    completeness,
  };
}
