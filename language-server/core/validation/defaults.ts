/**
 * What the API server fills in when it stores an object. In: an object as written and what is known of the cluster.
 * Out: the fields that will be there although nobody wrote them, with their values. What the server refuses is not
 * looked at.
 */
import type { ClusterSettings, IpFamily } from '../cluster/clusterSettings.ts';
import { familiesOf } from '../cluster/ipFamilies.ts';
import type { EndpointPort, KubernetesObject, Service, ServicePortSpec } from '../cluster/objects.ts';
import type { FieldPath } from '../yaml/manifestNode.ts';
import {
  allocatesNodePorts,
  hasSelector,
  isExternallyAccessible,
  isExternalName,
  isHeadless,
  protocolOf,
  reservesNodePorts,
  targetPortOf,
  typeOf,
  usesHealthCheck,
} from './serviceFacts.ts';

/** In place of a value that the server chooses itself. */
export const allocated = '<allocated>';

export type DefaultValue = string | number | boolean | readonly string[];

export interface DefaultedField {
  readonly path: FieldPath;
  readonly value: DefaultValue;
  /** The value follows from what is only assumed of the cluster. */
  readonly assumed?: true;
}

export function defaultedFields(object: KubernetesObject, settings: ClusterSettings): readonly DefaultedField[] {
  if (object.kind === 'Service') {
    return [
      ...policyFields(object),
      ...addressFields(object, settings),
      ...object.ports.flatMap((port, i) => servicePortFields(object, port, ['spec', 'ports', i])),
    ];
  }
  if (object.kind === 'Endpoints') {
    return object.subsets.flatMap(({ ports }, i) =>
      ports.flatMap((port, j) => protocolField(port, ['subsets', i, 'ports', j])),
    );
  }
  if (object.kind === 'EndpointSlice') {
    return object.ports.flatMap((port, i) => [
      ...field(port.name === undefined, ['ports', i, 'name'], ''),
      ...protocolField(port, ['ports', i]),
    ]);
  }
  return [];
}

function field(isMissing: boolean, path: FieldPath, value: DefaultValue | undefined): DefaultedField[] {
  return isMissing && value !== undefined ? [{ path, value }] : [];
}

function policyFields(service: Service): DefaultedField[] {
  const isBalancer = typeOf(service) === 'LoadBalancer';
  const isInternal = ['ClusterIP', 'NodePort', 'LoadBalancer'].includes(typeOf(service));
  const needsTimeout = service.sessionAffinity === 'ClientIP' && service.sessionAffinityTimeoutSeconds === undefined;
  const needsHealthCheck = usesHealthCheck(service) && !service.healthCheckNodePort;
  return [
    ...field(!service.type, ['spec', 'type'], 'ClusterIP'),
    ...field(!service.sessionAffinity, ['spec', 'sessionAffinity'], 'None'),
    ...field(needsTimeout, ['spec', 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds'], 10800),
    ...field(isInternal && !service.internalTrafficPolicy, ['spec', 'internalTrafficPolicy'], 'Cluster'),
    ...field(
      isExternallyAccessible(service) && !service.externalTrafficPolicy,
      ['spec', 'externalTrafficPolicy'],
      'Cluster',
    ),
    ...field(
      isBalancer && service.allocateLoadBalancerNodePorts === undefined,
      ['spec', 'allocateLoadBalancerNodePorts'],
      true,
    ),
    ...field(needsHealthCheck, ['spec', 'healthCheckNodePort'], allocated),
  ];
}

/** An absent policy means SingleStack also on a dual-stack cluster; headless without selector it means both families. */
function addressFields(service: Service, settings: ClusterSettings): DefaultedField[] {
  if (isExternalName(service)) return [];
  const standard = isHeadless(service) && !hasSelector(service) ? 'RequireDualStack' : 'SingleStack';
  const policy = service.ipFamilyPolicy || standard;
  const families = familiesOf({ ...service, ipFamilyPolicy: policy }, settings);
  const assumed = restsOnCluster(service, policy) && settings.ipFamilies.from === 'assumed';
  const rests = (fields: DefaultedField[]) => (assumed ? fields.map(f => ({ ...f, assumed: true as const })) : fields);
  const lacksFamilies = (service.ipFamilies?.length ?? 0) < families.length;
  return [
    ...clusterIpFields(service, families),
    ...field(!service.ipFamilyPolicy, ['spec', 'ipFamilyPolicy'], policy),
    ...rests(field(lacksFamilies, ['spec', 'ipFamilies'], families)),
  ];
}

/** Which families there are is not said by the Service alone. */
function restsOnCluster(service: Service, policy: string): boolean {
  if (policy === 'PreferDualStack') return (service.ipFamilies?.length ?? 0) < 2;
  return !service.ipFamilies?.length && (!service.clusterIP || service.clusterIP === 'None');
}

function clusterIpFields(service: Service, families: readonly IpFamily[]): DefaultedField[] {
  if (isHeadless(service)) return field(!service.clusterIPs?.length, ['spec', 'clusterIPs'], ['None']);
  const written = service.clusterIPs?.length ? service.clusterIPs : [service.clusterIP || allocated];
  const all = families.map((_, i) => written[i] ?? allocated);
  return [
    ...field(!service.clusterIP && !service.clusterIPs?.length, ['spec', 'clusterIP'], allocated),
    ...field((service.clusterIPs?.length ?? 0) < all.length, ['spec', 'clusterIPs'], all),
  ];
}

function servicePortFields(service: Service, port: ServicePortSpec, path: FieldPath): DefaultedField[] {
  const takesNodePort = reservesNodePorts(service) && allocatesNodePorts(service);
  return [
    ...protocolField(port, path),
    ...field(!port.targetPort, [...path, 'targetPort'], targetPortOf(port)),
    ...field(takesNodePort && !port.nodePort, [...path, 'nodePort'], sharedNodePort(service, port) ?? allocated),
  ];
}

/** Entries of one port number, for several protocols, share their node port. */
function sharedNodePort(service: Service, { port }: ServicePortSpec): number | undefined {
  return service.ports.find(other => other.port === port && other.nodePort)?.nodePort;
}

function protocolField(port: ServicePortSpec | EndpointPort, path: FieldPath): DefaultedField[] {
  return field(!port.protocol, [...path, 'protocol'], protocolOf(port));
}
