/** Relations between objects of one cluster: who comes first, who is an alternative, where another one stands. */
import type { ClusterIndex, PodSource } from '../cluster/clusterIndex.ts';
import type { KubernetesObject, NamespacedName, Service } from '../cluster/objects.ts';
import { type FieldPath, rangeAt } from '../yaml/manifestNode.ts';
import type { RuleContext } from './defineRule.ts';
import type { RelatedLocation } from './finding.ts';

export function isInSameFile(a: KubernetesObject, b: KubernetesObject): boolean {
  return a.source.file === b.source.file;
}

/** Whether `a` stands above `b` in their file, and so is created before it. */
export function comesFirst(a: KubernetesObject, b: KubernetesObject): boolean {
  if (a.source.document !== b.source.document) return a.source.document < b.source.document;
  return (a.source.item ?? 0) < (b.source.item ?? 0);
}

/** Several files hold a Service of this name: alternatives, of which nobody knows which one is applied. */
export function isAmbiguous(cluster: ClusterIndex, name: NamespacedName): boolean {
  return new Set(cluster.servicesNamed(name).map(service => service.source.file)).size > 1;
}

/** The workspace holds endpoints of the Service as a cluster shows them, or as somebody wrote them. */
export function hasWrittenEndpoints(service: Service, cluster: ClusterIndex): boolean {
  return cluster.slicesOf(service).some(({ endpoints }) => endpoints.length > 0);
}

/** A place in another object, as a finding points at it. */
export function locationOf(
  context: Pick<RuleContext, 'nodeOf'>,
  object: KubernetesObject,
  path: FieldPath,
  message: string,
): RelatedLocation {
  const node = context.nodeOf(object);
  const found = node && rangeAt(node, path);
  const range = found && found.start < found.end ? found : object.source.nameRange;
  return { file: object.source.file, range, message };
}

/** The container ports of a pod that a target port can mean, with their protocol. */
export function declaredContainerPorts(source: PodSource) {
  return source.pod.containers.flatMap(container =>
    container.ports.map((port, index) => ({
      ...port,
      protocol: port.protocol ?? 'TCP',
      path: [...container.path, 'ports', index] as FieldPath,
    })),
  );
}

/** Services of the namespace, one of each name. */
export function ownNamespaceServices(cluster: ClusterIndex, namespace: string): Service[] {
  const names = new Map(cluster.model.services.filter(s => s.namespace === namespace).map(s => [s.name, s]));
  return [...names.values()];
}
