/**
 * The EndpointSlices that the endpoint controllers would write, inferred where nobody wrote them: from Pods that have
 * addresses, and from workloads, whose replicas get placeholder addresses. In: an indexed cluster. Out: inferred
 * slices only; a Service that has written slices gets none.
 */
import type { ClusterIndex, PodSource } from './clusterIndex.ts';
import { serviceNameLabel } from './clusterIndex.ts';
import type { ClusterSettings, IpFamily } from './clusterSettings.ts';
import type { EndpointPort, EndpointSlice, Pod, Service, SliceEndpoint } from './objects.ts';
import { type PlaceholderPods, placeholderPods } from './placeholders.ts';

export function inferSlices(cluster: ClusterIndex, settings: ClusterSettings): readonly EndpointSlice[] {
  const placeholders = placeholderPods(cluster.model);
  const slices: EndpointSlice[] = [];
  for (const service of cluster.model.services) {
    if (!isManaged(service, cluster)) continue;
    for (const family of familiesOf(service, settings))
      slices.push(...slicesOfService(service, family, cluster, placeholders));
  }
  return slices;
}

/** The controllers write slices for this Service and nobody put them into the workspace. */
function isManaged(service: Service, cluster: ClusterIndex): boolean {
  if (service.type === 'ExternalName' || Object.keys(service.selector ?? {}).length === 0) return false;
  return cluster.slicesOf(service).length === 0 && cluster.servicesNamed(service).at(-1) === service;
}

export function familiesOf(service: Service, settings: ClusterSettings): readonly IpFamily[] {
  const declared = (service.ipFamilies ?? []).filter((f): f is IpFamily => f === 'IPv4' || f === 'IPv6');
  if (declared.length) return declared;
  const ips = service.clusterIPs ?? (service.clusterIP ? [service.clusterIP] : []);
  const fromIps = ips.filter(ip => ip && ip !== 'None').map((ip): IpFamily => (ip.includes(':') ? 'IPv6' : 'IPv4'));
  if (fromIps.length) return fromIps;
  const dual = service.ipFamilyPolicy === 'PreferDualStack' || service.ipFamilyPolicy === 'RequireDualStack';
  return dual ? settings.ipFamilies.value : settings.ipFamilies.value.slice(0, 1);
}

interface PodEndpoint {
  readonly endpoint: SliceEndpoint;
  readonly ports: readonly EndpointPort[];
}

/** Pods that resolve the Service's ports to the same numbers share a slice. */
function slicesOfService(
  service: Service,
  family: IpFamily,
  cluster: ClusterIndex,
  placeholders: PlaceholderPods,
): EndpointSlice[] {
  const groups = new Map<string, PodEndpoint[]>();
  for (const source of cluster.selected(service.namespace, service.selector)) {
    const ports = portsOf(service, source);
    for (const endpoint of endpointsOf(service, source, family, placeholders)) {
      const key = JSON.stringify(ports.map(p => [p.name, p.protocol, p.port]));
      groups.set(key, [...(groups.get(key) ?? []), { endpoint, ports }]);
    }
  }
  return [...groups.values()].map((members, i) => makeSlice(service, family, members, i));
}

function makeSlice(service: Service, family: IpFamily, members: readonly PodEndpoint[], i: number): EndpointSlice {
  return {
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    name: `${service.name}-${family.toLowerCase()}-${i}`,
    namespace: service.namespace,
    declaredNamespace: service.declaredNamespace,
    labels: { [serviceNameLabel]: service.name },
    annotations: {},
    deletionTimestamp: false,
    source: service.source,
    addressType: family,
    ports: members[0]!.ports,
    endpoints: members.map(member => member.endpoint),
    inferred: 'pods',
  };
}

/** A named target port that the pod does not have leaves that port out for the pod. */
function portsOf(service: Service, source: PodSource): EndpointPort[] {
  return service.ports.flatMap(port => {
    const protocol = port.protocol ?? 'TCP';
    const number = resolveTargetPort(port.targetPort ?? port.port, protocol, source);
    return number === undefined
      ? []
      : [{ name: port.name ?? '', protocol, port: number, appProtocol: port.appProtocol }];
  });
}

/** The number that a targetPort stands for in a pod: by name and protocol among its containers' ports. */
export function resolveTargetPort(
  target: number | string | undefined,
  protocol: string,
  source: PodSource,
): number | undefined {
  if (typeof target !== 'string') return target;
  const ports = source.pod.containers.flatMap(container => container.ports);
  return ports.find(port => port.name === target && (port.protocol ?? 'TCP') === protocol)?.containerPort;
}

function endpointsOf(
  service: Service,
  source: PodSource,
  family: IpFamily,
  placeholders: PlaceholderPods,
): SliceEndpoint[] {
  const { object } = source;
  if (object.kind === 'Pod' && object.hasStatus) return podEndpoints(service, object, family);
  const ready = { ready: true, serving: true, terminating: false };
  const name = object.kind === 'Pod' ? object.name : `<${object.name}>`;
  return placeholders.of(object, family).map(({ address, nodeName }) => ({
    addresses: [address],
    conditions: ready,
    hostname: undefined,
    nodeName,
    zone: undefined,
    targetRef: { kind: 'Pod', name },
    hintZones: undefined,
    hintNodes: undefined,
    placeholder: true,
    origin: object.source,
  }));
}

/** A pod that has ended or has no address of the family is no endpoint. */
function podEndpoints(service: Service, pod: Pod, family: IpFamily): SliceEndpoint[] {
  const address = pod.podIPs.find(ip => ip.includes(':') === (family === 'IPv6'));
  if (!address || pod.phase === 'Succeeded' || pod.phase === 'Failed') return [];
  const isReady = pod.ready === true;
  const publishes = service.publishNotReadyAddresses === true;
  return [
    {
      addresses: [address],
      conditions: {
        ready: publishes || (isReady && !pod.deletionTimestamp),
        serving: isReady,
        terminating: pod.deletionTimestamp,
      },
      hostname: pod.pod.hostname !== undefined && pod.pod.subdomain === service.name ? pod.pod.hostname : undefined,
      nodeName: pod.pod.nodeName,
      zone: undefined,
      targetRef: { kind: 'Pod', name: pod.name },
      hintZones: undefined,
      hintNodes: undefined,
      origin: pod.source,
    },
  ];
}
