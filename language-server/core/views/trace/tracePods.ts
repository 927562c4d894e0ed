/** Pods as senders: where a pod runs and which addresses it has, as far as objects tell. */
import { type ClusterIndex, podTargetsOf } from '../../cluster/clusterIndex.ts';
import { nodePlaces } from '../../cluster/nodePlaces.ts';
import {
  type EndpointSlice,
  type NamespacedName,
  namespacedName,
  type Pod,
  type SliceEndpoint,
} from '../../cluster/objects.ts';
import { placeholderAt, placeholderPods, replicaCount } from '../../cluster/placeholders.ts';
import { isStanding } from '../../cluster/standingPods.ts';
import { canonicalAddress, type IpAddress, parseAddress } from '../../ip/address.ts';
import type { RoutingSource } from '../routingView.ts';
import type { Misread } from './traceWords.ts';
import { unknownName } from './unknownName.ts';

export interface FoundPod {
  readonly addresses: readonly IpAddress[];
  readonly nodeName: string | undefined;
  readonly hostNetwork: boolean;
  /** No manifest holds its address; a stand-in is used. */
  readonly placeholder: boolean;
}

/** A Pod by its name, or the first replica of a workload by the workload's. */
export function findPod(source: RoutingSource, name: NamespacedName): FoundPod | undefined {
  const object = source.cluster.podSourcesNamed(name.namespace, { kind: 'Pod', name: name.name }).at(-1)?.object;
  const pod = object?.kind === 'Pod' ? object : undefined;
  const hostNetwork = pod?.pod.hostNetwork ?? false;
  if (pod?.podIPs.length) {
    return { addresses: read(pod.podIPs), nodeName: pod.pod.nodeName, hostNetwork, placeholder: false };
  }
  const written = source.cluster.podTargets(name).flatMap(slice => slice.endpoints.filter(isTarget(name.name)));
  const replicas = written.length ? [] : firstReplica(name, source);
  const addresses = read([...written.flatMap(entry => entry.addresses), ...replicas.map(({ address }) => address)]);
  if (addresses.length === 0) return undefined;
  const nodeName = pod?.pod.nodeName ?? written[0]?.nodeName ?? replicas[0]?.nodeName;
  return { addresses, nodeName, hostNetwork, placeholder: written.length === 0 };
}

function isTarget(name: string): (endpoint: SliceEndpoint) => boolean {
  return ({ targetRef }) => targetRef?.kind === 'Pod' && targetRef.name === name;
}

function read(texts: readonly string[]): readonly IpAddress[] {
  return [...new Set(texts)].flatMap(text => parseAddress(text) ?? []);
}

/** In each family of the cluster. */
function firstReplica({ namespace, name }: NamespacedName, { cluster, settings }: RoutingSource) {
  const standing = cluster.podsOrMakersNamed({ namespace, name }).find(object => isStanding(object, cluster));
  if (!standing) return [];
  return settings.ipFamilies.value.flatMap(family => placeholderPods(standing, family, cluster).slice(0, 1));
}

export interface PodAt {
  readonly name: string;
  readonly nodeName: string | undefined;
  readonly placeholder: boolean;
}

/** The pods that have an address; each once, however often it is written. */
export function podsAt({ cluster }: RoutingSource, { text: address, family }: IpAddress): readonly PodAt[] {
  const written = cluster.addressHolders(address).flatMap((holder): PodAt[] => {
    if (holder.kind === 'EndpointSlice') return targetsAt(address, holder);
    if (holder.kind === 'Endpoints') return [];
    const pod = { name: namespacedName(holder), nodeName: holder.pod.nodeName, placeholder: false };
    return isLast(holder, cluster) ? [pod] : [];
  });
  const replica = placeholderAt(address, family, cluster);
  const { object, pod } = replica ?? {};
  const replicas = object ? [{ name: namespacedName(object), nodeName: pod?.nodeName, placeholder: true }] : [];
  return [...new Map([...replicas, ...written].reverse().map(found => [found.name, found])).values()].reverse();
}

function targetsAt(address: string, { namespace, endpoints }: EndpointSlice): PodAt[] {
  return endpoints.flatMap(({ addresses, targetRef, nodeName }) => {
    const isHere = targetRef?.kind === 'Pod' && addresses.map(canonicalAddress).includes(address);
    return isHere ? [{ name: `${namespace}/${targetRef.name}`, nodeName, placeholder: false }] : [];
  });
}

function isLast(pod: Pod, cluster: ClusterIndex): boolean {
  return cluster.podSourcesNamed(pod.namespace, pod).at(-1)?.object === pod;
}

/** "namespace/name" of every pod that findPod knows an address for. */
export function podNames({ cluster }: RoutingSource): readonly string[] {
  const { pods, slices, workloads } = cluster.model;
  const places = nodePlaces(cluster.model).places.IPv4;
  const targets = slices.flatMap(podTargetsOf);
  const standing = [...workloads, ...pods.filter(pod => !pod.hasStatus)].filter(
    object => isStanding(object, cluster) && replicaCount(object, places, cluster) > 0,
  );
  const withAddress = pods.filter(pod => pod.podIPs.length > 0);
  return [...new Set([...withAddress.map(namespacedName), ...targets, ...standing.map(namespacedName)])];
}

export function unknownPod(source: RoutingSource, { namespace, name }: NamespacedName): Misread {
  const full = `${namespace}/${name}`;
  const pods = source.cluster.model.pods.map(namespacedName);
  if (pods.includes(full)) {
    return { error: `pod ${full} has no address in the manifests; name one with local-pod-ip:IP` };
  }
  return unknownName('pod', full, [...new Set([...pods, ...podNames(source)])]);
}
