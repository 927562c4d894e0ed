/**
 * One port of one Service as kube-proxy sees it, for one IP family. In: a Service. Out: its ports, or the reason why it
 * has none here. What the object says is judged once; values that today's API refuses are read as kube-proxy reads them.
 */
import { hasControlCharacter } from '../base/visibleText.ts';
import type { ObjectSource, Service, ServicePortSpec } from '../cluster/objects.ts';
import { headlessLabel, otherProxyLabel } from '../cluster/sliceLabels.ts';
import { type IpAddress, type IpFamily, parseAddress } from '../ip/address.ts';
import { type IpNetwork, parseCidr } from '../ip/cidr.ts';
import type { Protocol } from '../netfilter/ir.ts';
import type { FieldOrigin, FieldPath } from './origin.ts';

/** An address that a Service answers on, and the field that says so. */
export interface ClaimedAddress {
  readonly address: IpAddress;
  readonly origin: FieldOrigin;
}

export interface SourceRange {
  readonly range: IpNetwork;
  readonly origin: FieldOrigin;
}

export interface ServicePort {
  readonly kind: 'servicePort';
  /** "namespace/name:port", or "namespace/name" for a port without name: kube-proxy's name for it. */
  readonly name: string;
  readonly namespace: string;
  readonly serviceName: string;
  /** Empty for a port without name. */
  readonly portName: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly clusterIp: ClaimedAddress;
  readonly externalIps: readonly ClaimedAddress[];
  readonly loadBalancerVips: readonly ClaimedAddress[];
  /** Empty: no filter. */
  readonly sourceRanges: readonly SourceRange[];
  readonly nodePort: { readonly port: number; readonly origin: FieldOrigin } | undefined;
  readonly healthCheckNodePort: { readonly port: number; readonly origin: FieldOrigin } | undefined;
  readonly internalPolicyLocal: boolean;
  readonly externalPolicyLocal: boolean;
  /** Has a node port, external IPs (whether programmed or not) or load-balancer VIPs. */
  readonly externallyReachable: boolean;
  /** Of session affinity by client address; undefined for none. */
  readonly affinitySeconds: number | undefined;
  readonly source: ObjectSource;
  /** Position in spec.ports. */
  readonly portIndex: number;
}

export type SkipReason =
  | 'name-unreadable'
  | 'headless'
  | 'external-name'
  | 'no-cluster-ip'
  | 'no-cluster-ip-of-family'
  | 'cluster-ip-unreadable'
  | 'other-proxy'
  | 'labelled-headless'
  | 'no-ports'
  | 'port-unreadable';

export interface ReadServicePorts {
  readonly ports: readonly ServicePort[];
  readonly skipped: readonly SkipReason[];
}

export interface ServicePortOptions {
  readonly family: IpFamily;
  /** The feature gate AllowServiceExternalIPs. */
  readonly allowExternalIps: boolean;
}

const defaultAffinitySeconds = 10800;

export function readServicePorts(service: Service, options: ServicePortOptions): ReadServicePorts {
  // The API server stores no such name, and in rules a line break would make two lines of one.
  if (hasControlCharacter(`${service.namespace}/${service.name}`)) return { ports: [], skipped: ['name-unreadable'] };
  const clusterIp = clusterIpOf(service, options.family);
  if (typeof clusterIp === 'string') return { ports: [], skipped: [clusterIp] };
  if (service.ports.length === 0) return { ports: [], skipped: ['no-ports'] };
  const ports = service.ports.flatMap((spec, index) => readPort(service, spec, index, clusterIp, options) ?? []);
  return { ports, skipped: ports.length < service.ports.length ? ['port-unreadable'] : [] };
}

interface FoundClusterIp {
  readonly address: IpAddress;
  readonly path: FieldPath;
}

function clusterIpOf(service: Service, family: IpFamily): FoundClusterIp | SkipReason {
  if (otherProxyLabel in service.labels) return 'other-proxy';
  // kube-proxy asks for Services and slices without this label, whatever else they say.
  if (headlessLabel in service.labels) return 'labelled-headless';
  if (service.type === 'ExternalName') return 'external-name';
  const listed = service.clusterIPs?.length ? service.clusterIPs : undefined;
  const first = service.clusterIP || listed?.[0];
  if (!first) return 'no-cluster-ip';
  if (first === 'None') return 'headless';
  const candidates = listed
    ? listed.map((text, i) => ({ text, path: ['spec', 'clusterIPs', i] }))
    : [{ text: first, path: ['spec', 'clusterIP'] }];
  const read = candidates.map(({ text, path }) => ({ address: parseAddress(text), path }));
  const found = read.find(candidate => candidate.address?.family === family);
  if (found?.address) return { address: found.address, path: found.path };
  return read.some(candidate => candidate.address) ? 'no-cluster-ip-of-family' : 'cluster-ip-unreadable';
}

const protocols: Readonly<Record<string, Protocol>> = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' };

/** The protocol's kernel name; absent means TCP. Undefined when kube-proxy knows no such protocol. */
export function readProtocol(protocol: string | undefined): Protocol | undefined {
  return Object.hasOwn(protocols, protocol ?? 'TCP') ? protocols[protocol ?? 'TCP'] : undefined;
}

export function servicePortName(namespace: string, service: string, port: string): string {
  return port === '' ? `${namespace}/${service}` : `${namespace}/${service}:${port}`;
}

function readPort(
  service: Service,
  spec: ServicePortSpec,
  portIndex: number,
  clusterIp: FoundClusterIp,
  options: ServicePortOptions,
): ServicePort | undefined {
  const protocol = readProtocol(spec.protocol);
  if (!protocol || spec.port === undefined) return undefined;
  const portName = spec.name ?? '';
  if (hasControlCharacter(portName)) return undefined;
  const { namespace, name } = service;
  // The origins of the port's fields point to the port itself, which is only complete at the end.
  const port = { kind: 'servicePort', portIndex, source: service.source } as ServicePort;
  const field = (...path: FieldPath): FieldOrigin => ({ kind: 'field', of: port, path });
  const claims = claimedAddresses(service, options.family, field);
  const nodePort = spec.nodePort
    ? { port: spec.nodePort, origin: field('spec', 'ports', portIndex, 'nodePort') }
    : undefined;
  return Object.assign(port, {
    name: servicePortName(namespace, name, portName),
    namespace,
    serviceName: name,
    portName,
    protocol,
    port: spec.port,
    clusterIp: { address: clusterIp.address, origin: field(...clusterIp.path) },
    ...claims,
    externalIps: options.allowExternalIps ? claims.externalIps : [],
    nodePort,
    healthCheckNodePort: healthCheckOf(service, field),
    internalPolicyLocal: service.internalTrafficPolicy === 'Local',
    externalPolicyLocal: isExposed(service) && service.externalTrafficPolicy === 'Local',
    externallyReachable: !!nodePort || claims.externalIps.length > 0 || claims.loadBalancerVips.length > 0,
    affinitySeconds: affinityOf(service),
  });
}

type MakeField = (...path: FieldPath) => FieldOrigin;

function claimedAddresses(service: Service, family: IpFamily, field: MakeField) {
  const claim = (text: string, path: FieldPath): ClaimedAddress[] => {
    const address = parseAddress(text);
    return address?.family === family ? [{ address, origin: field(...path) }] : [];
  };
  return {
    externalIps: service.externalIPs.flatMap((ip, i) => claim(ip, ['spec', 'externalIPs', i])),
    loadBalancerVips: service.loadBalancerIngress.flatMap((ingress, i) =>
      // ipMode Proxy: the load balancer wants to see the traffic itself.
      ingress.ip && (ingress.ipMode ?? 'VIP') === 'VIP'
        ? claim(ingress.ip, ['status', 'loadBalancer', 'ingress', i, 'ip'])
        : [],
    ),
    sourceRanges: sourceRangesOf(service, family, field),
  };
}

/** The API server lets blanks around a range through. A range that holds every address switches the filter off. */
function sourceRangesOf(service: Service, family: IpFamily, field: MakeField): SourceRange[] {
  const ranges = service.loadBalancerSourceRanges.flatMap((text, i) => {
    const range = parseCidr(text.trim());
    return range?.family === family ? [{ range, origin: field('spec', 'loadBalancerSourceRanges', i) }] : [];
  });
  return ranges.some(({ range }) => range.prefixLength === 0) ? [] : ranges;
}

function healthCheckOf(service: Service, field: MakeField) {
  const port = service.healthCheckNodePort;
  if (!port || service.type !== 'LoadBalancer' || service.externalTrafficPolicy !== 'Local') return undefined;
  return { port, origin: field('spec', 'healthCheckNodePort') };
}

/** The external policy has a meaning only for what can be reached from outside. */
function isExposed(service: Service): boolean {
  return service.type === 'NodePort' || service.type === 'LoadBalancer' || service.externalIPs.length > 0;
}

function affinityOf(service: Service): number | undefined {
  if (service.sessionAffinity !== 'ClientIP') return undefined;
  return service.sessionAffinityTimeoutSeconds ?? defaultAffinitySeconds;
}
