/**
 * Answers questions about one cluster in constant time: objects by name, pods by label, claims on ports and addresses.
 * Built once from a ClusterModel; each index is made when first asked for.
 */
import type { ClusterModel } from './clusterModel.ts';
import {
  type EndpointSlice,
  type Endpoints,
  type Labels,
  type NamespacedName,
  namespacedName,
  type Pod,
  type PodShape,
  type Service,
  type Workload,
} from './objects.ts';
import { selects } from './selectors.ts';
import { serviceNameLabel } from './sliceLabels.ts';

/** A Pod, or the template of a workload that makes pods. */
export interface PodSource extends NamespacedName {
  readonly object: Pod | Workload;
  readonly pod: PodShape;
}

export interface ClusterIndex {
  readonly model: ClusterModel;
  /** Alternatives of one name, in file order; the last counts. */
  servicesNamed(name: NamespacedName): readonly Service[];
  endpointsNamed(name: NamespacedName): readonly Endpoints[];
  /** Written slices whose label names this Service. */
  slicesOf(service: NamespacedName): readonly EndpointSlice[];
  podSourcesIn(namespace: string): readonly PodSource[];
  /** Pods and workloads that the whole selector matches. An empty selector matches nothing here. */
  selected(namespace: string, selector: Labels | undefined): readonly PodSource[];
  /** Services that ask for this node port (also as health check port), by number. */
  nodePortClaims(nodePort: number): readonly Service[];
  /** Services that ask for this cluster IP, by its text. */
  clusterIpClaims(ip: string): readonly Service[];
}

function lazy<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= make();
    return value;
  };
}

function group<T>(items: Iterable<T>, keysOf: (item: T) => Iterable<string>): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const members = groups.get(key);
      if (members) members.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
}

function nodePortsOf(service: Service): string[] {
  const ports = [...service.ports.map(p => p.nodePort), service.healthCheckNodePort];
  return ports.filter(port => port !== undefined && port !== 0).map(String);
}

function clusterIpsOf(service: Service): string[] {
  return [service.clusterIP, ...(service.clusterIPs ?? [])].filter(
    ip => ip !== undefined && ip !== '' && ip !== 'None',
  ) as string[];
}

export { serviceNameLabel };

export function indexCluster(model: ClusterModel): ClusterIndex {
  const services = lazy(() => group(model.services, s => [namespacedName(s)]));
  const endpoints = lazy(() => group(model.endpoints, e => [namespacedName(e)]));
  const slices = lazy(() => group(model.slices, s => [`${s.namespace}/${s.labels[serviceNameLabel] ?? ''}`]));
  const podSources = lazy(() =>
    group<PodSource>([...model.pods, ...model.workloads].map(toPodSource), p => [p.namespace]),
  );
  const byLabel = lazy(() => indexByLabel(podSources()));
  const nodePorts = lazy(() => group(model.services, nodePortsOf));
  const clusterIps = lazy(() => group(model.services, clusterIpsOf));
  return {
    model,
    servicesNamed: name => services().get(namespacedName(name)) ?? [],
    endpointsNamed: name => endpoints().get(namespacedName(name)) ?? [],
    slicesOf: name => slices().get(namespacedName(name)) ?? [],
    podSourcesIn: namespace => podSources().get(namespace) ?? [],
    selected: (namespace, selector) => selectedBy(byLabel(), namespace, selector),
    nodePortClaims: nodePort => nodePorts().get(String(nodePort)) ?? [],
    clusterIpClaims: ip => clusterIps().get(ip) ?? [],
  };
}

function toPodSource(object: Pod | Workload): PodSource {
  return { namespace: object.namespace, name: object.name, object, pod: object.pod };
}

type LabelIndex = ReadonlyMap<string, readonly PodSource[]>;

function labelKey(namespace: string, key: string, value: string): string {
  return `${namespace}\n${key}\n${value}`;
}

function indexByLabel(podSources: ReadonlyMap<string, readonly PodSource[]>): LabelIndex {
  return group([...podSources.values()].flat(), source =>
    Object.entries(source.pod.labels).map(([key, value]) => labelKey(source.namespace, key, value)),
  );
}

/** Looks only at the pods that carry the selector's rarest pair. */
function selectedBy(index: LabelIndex, namespace: string, selector: Labels | undefined): readonly PodSource[] {
  const pairs = Object.entries(selector ?? {});
  if (!selector || pairs.length === 0) return [];
  const candidates = pairs.map(([key, value]) => index.get(labelKey(namespace, key, value)) ?? []);
  const fewest = candidates.reduce((a, b) => (b.length < a.length ? b : a));
  return fewest.filter(source => selects(selector, source.pod.labels));
}
