/**
 * What the EndpointSlice mirroring controller makes of v1 Endpoints objects; kube-proxy reads nothing but slices.
 * In: a Service and its cluster. Out: for each set of ports one slice of each family, or none where the controller does
 * not mirror.
 */
import { parseAddress } from '../ip/address.ts';
import type { ClusterIndex } from './clusterIndex.ts';
import type { EndpointAddress, EndpointPort, EndpointSlice, Endpoints, Service, SliceEndpoint } from './objects.ts';
import { managedByLabel, mirroringController, serviceNameLabel } from './sliceLabels.ts';

const skipMirrorLabel = 'endpointslice.kubernetes.io/skip-mirror';
const leaderElectionAnnotation = 'control-plane.alpha.kubernetes.io/leader';
const annotationsNotCopied = [
  'endpoints.kubernetes.io/last-change-trigger-time',
  'kubectl.kubernetes.io/last-applied-configuration',
];
/** The controller's --mirroring-max-endpoints-per-subset. */
const maxAddresses = 1000;

/** Slices that already carry the controller's name come from an export: they stand, and nothing is made beside them. */
export function mirroredSlices(service: Service, cluster: ClusterIndex): readonly EndpointSlice[] {
  const endpoints = cluster.endpointsNamed(service).at(-1);
  if (!endpoints || !isMirrored(endpoints, service)) return [];
  const written = cluster.slicesOf(service);
  if (written.some(slice => slice.labels[managedByLabel] === mirroringController)) return [];
  return repack(endpoints).flatMap(repacked => slicesOf(endpoints, repacked));
}

function slicesOf(endpoints: Endpoints, { ports, members }: Repacked): EndpointSlice[] {
  const mirrored = members.filter(member => familyOf(member) !== undefined).slice(0, maxAddresses);
  return (['IPv4', 'IPv6'] as const).flatMap(family => {
    const ofFamily = mirrored.filter(member => familyOf(member) === family);
    return ofFamily.length ? [makeSlice(endpoints, family, ports, ofFamily)] : [];
  });
}

function isMirrored(endpoints: Endpoints, service: Service): boolean {
  if (endpoints.labels[skipMirrorLabel] === 'true') return false;
  if (leaderElectionAnnotation in endpoints.annotations) return false;
  return Object.keys(service.selector ?? {}).length === 0;
}

interface Member {
  readonly address: EndpointAddress;
  readonly ready: boolean;
  readonly path: readonly (string | number)[];
}

/** Who offers a port, by IP; undefined stands for subsets without ports. */
interface PortMembers {
  readonly port: EndpointPort | undefined;
  readonly members: Map<string, Member>;
}

interface Repacked {
  readonly ports: readonly EndpointPort[];
  readonly members: readonly Member[];
}

function familyOf({ address }: Member) {
  return parseAddress(address.ip ?? '')?.family;
}

/**
 * Subsets as the server sees them: what counts is which addresses offer a port, so ports with the same addresses come
 * together, however the subsets were cut. An address that is unready in one subset is unready for that port.
 */
function repack(endpoints: Endpoints): readonly Repacked[] {
  const byPort = new Map<string, PortMembers>();
  const firstSeen = new Map<string, Member>();
  for (const [index, subset] of endpoints.subsets.entries()) {
    const members = membersOf(subset, index);
    for (const member of members) {
      const ip = member.address.ip ?? '';
      if (!firstSeen.has(ip)) firstSeen.set(ip, member);
    }
    for (const port of subset.ports.length ? subset.ports : [undefined]) addTo(byPort, port, members, firstSeen);
  }
  return together([...byPort.values()]);
}

function addTo(
  byPort: Map<string, PortMembers>,
  port: EndpointPort | undefined,
  members: readonly Member[],
  firstSeen: ReadonlyMap<string, Member>,
): void {
  const key = port ? JSON.stringify([port.name ?? '', port.protocol || 'TCP', port.port, port.appProtocol]) : '';
  const entry = byPort.get(key) ?? { port, members: new Map<string, Member>() };
  byPort.set(key, entry);
  for (const member of members) {
    const ip = member.address.ip ?? '';
    const ready = member.ready && entry.members.get(ip)?.ready !== false;
    entry.members.set(ip, { ...(firstSeen.get(ip) ?? member), ready });
  }
}

function membersOf(subset: Endpoints['subsets'][number], index: number): Member[] {
  return (['addresses', 'notReadyAddresses'] as const).flatMap(list =>
    subset[list].map((address, position) => ({
      address,
      ready: list === 'addresses',
      path: ['subsets', index, list, position, 'ip'],
    })),
  );
}

function together(entries: readonly PortMembers[]): readonly Repacked[] {
  const groups = new Map<string, { ports: EndpointPort[]; members: readonly Member[] }>();
  for (const { port, members } of entries) {
    const key = [...members]
      .map(([ip, { ready }]) => `${ip} ${ready}`)
      .sort()
      .join();
    const group = groups.get(key) ?? { ports: [], members: readyFirst([...members.values()]) };
    if (port) group.ports.push(port);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function readyFirst(members: readonly Member[]): readonly Member[] {
  return [...members.filter(member => member.ready), ...members.filter(member => !member.ready)];
}

function makeSlice(
  endpoints: Endpoints,
  addressType: 'IPv4' | 'IPv6',
  ports: readonly EndpointPort[],
  members: readonly Member[],
): EndpointSlice {
  const annotations = Object.entries(endpoints.annotations).filter(([key]) => !annotationsNotCopied.includes(key));
  const { subsets: _, ...header } = endpoints;
  return {
    ...header,
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    labels: { ...endpoints.labels, [serviceNameLabel]: endpoints.name, [managedByLabel]: mirroringController },
    annotations: Object.fromEntries(annotations),
    addressType,
    ports,
    endpoints: members.map(member => mirrorAddress(endpoints, member)),
    inferred: 'mirrored',
  };
}

/** The controller knows nothing of serving and terminating, and does not ask nodes for their zones. */
function mirrorAddress(endpoints: Endpoints, { address, ready, path }: Member): SliceEndpoint {
  return {
    addresses: [address.ip ?? ''],
    conditions: { ready, serving: undefined, terminating: undefined },
    hostname: address.hostname || undefined,
    nodeName: address.nodeName,
    zone: undefined,
    targetRef: address.targetRef,
    hintZones: undefined,
    hintNodes: undefined,
    origin: endpoints.source,
    path,
  };
}
