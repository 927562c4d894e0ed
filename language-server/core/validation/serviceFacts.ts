/** What a Service is, as the API server sees it after filling in defaults; shared by the rules. */
import {
  type EndpointPort,
  type KubernetesObject,
  kindOf,
  type Service,
  type ServicePortSpec,
} from '../cluster/objects.ts';
import type { FieldPath } from '../yaml/manifestNode.ts';

export const serviceTypes = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const;
export const protocols = ['TCP', 'UDP', 'SCTP'] as const;
export const trafficPolicies = ['Cluster', 'Local'] as const;
export const ipFamilyNames = ['IPv4', 'IPv6'] as const;

/** An empty type counts as absent. */
export function typeOf(service: Service): string {
  return service.type || 'ClusterIP';
}

export function isHeadless(service: Service): boolean {
  return (service.clusterIP || service.clusterIPs?.[0]) === 'None';
}

export function isExternalName(service: Service): boolean {
  return typeOf(service) === 'ExternalName';
}

export function hasSelector(service: Service): boolean {
  return Object.keys(service.selector ?? {}).length > 0;
}

/** The API server reserves a cluster IP for it, before it looks whether it knows the type at all. */
export function needsClusterIp(service: Service): boolean {
  return !isExternalName(service) && !isHeadless(service);
}

/** Node ports are reserved for it. */
export function reservesNodePorts(service: Service): boolean {
  return typeOf(service) === 'NodePort' || typeOf(service) === 'LoadBalancer';
}

/** Ports without a node port get one. */
export function allocatesNodePorts(service: Service): boolean {
  return typeOf(service) !== 'LoadBalancer' || service.allocateLoadBalancerNodePorts !== false;
}

/** Something outside the cluster can reach it by its own means; only then externalTrafficPolicy has a meaning. */
export function isExternallyAccessible(service: Service): boolean {
  return reservesNodePorts(service) || (typeOf(service) === 'ClusterIP' && service.externalIPs.length > 0);
}

export function protocolOf(port: ServicePortSpec | EndpointPort): string {
  return port.protocol || 'TCP';
}

/** The port that pods are asked on; absent, 0 and "" stand for the Service's own port. */
export function targetPortOf(port: ServicePortSpec): number | string | undefined {
  return port.targetPort || port.port;
}

export interface WrittenClusterIp {
  readonly text: string;
  /** Position in clusterIPs as the API server counts. */
  readonly index: number;
  readonly path: FieldPath;
}

/**
 * The cluster IPs as the API server sees them: `clusterIPs`, empty ones included, or where there are none `clusterIP`.
 * Where both say the same, the first stands at `clusterIP`, which is what people write.
 */
export function writtenClusterIps(service: Service): WrittenClusterIp[] {
  const { clusterIP } = service;
  const list = service.clusterIPs?.length ? service.clusterIPs : clusterIP ? [clusterIP] : [];
  return list.map((text, index) => ({
    text,
    index,
    path: index === 0 && text === clusterIP ? ['spec', 'clusterIP'] : ['spec', 'clusterIPs', index],
  }));
}

/**
 * "Service shop/web", or "This Service" where it has no name. Of other kinds it is not known whether they live in
 * namespaces, so that only a namespace that is written counts.
 */
export function describe(object: KubernetesObject): string {
  const kind = kindOf(object) || 'object';
  if (!object.name) return `This ${kind}`;
  const hasNamespace = object.kind !== 'Other' || object.declaredNamespace !== undefined;
  return hasNamespace ? `${kind} ${object.namespace}/${object.name}` : `${kind} ${object.name}`;
}

/** A value as a message quotes it. */
export function quote(value: string | number | boolean): string {
  const text = String(value);
  return `"${text.length > 80 ? `${text.slice(0, 77)}…` : text}"`;
}

/** "a, b or c" */
export function anyOf(values: readonly (string | number)[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

/** The cluster opens a health check port for it, by which a load balancer finds the nodes that hold endpoints. */
export function usesHealthCheck(service: Service): boolean {
  return typeOf(service) === 'LoadBalancer' && service.externalTrafficPolicy === 'Local';
}
