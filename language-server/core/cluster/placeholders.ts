/**
 * Addresses for pods that no manifest gives one: the replicas of workloads, and Pods without a status. They come from
 * the nodes' pod ranges, spread over the nodes, and depend on names alone, so that they stay the same from run to run
 * and whatever the order of files. In: a cluster and an object in it. Out: its placeholder pods.
 */
import { hash } from '../base/hash.ts';
import { addressOfValue, addressValue } from '../ip/address.ts';
import type { IpNetwork } from '../ip/cidr.ts';
import { type ClusterIndex, unobserved } from './clusterIndex.ts';
import type { IpFamily } from './clusterSettings.ts';
import { type AddressWish, grantAddresses } from './grantAddresses.ts';
import { keepByGrounds } from './lineage.ts';
import { assumedPodRanges, nodePlaces, type Place } from './nodePlaces.ts';
import { type EndpointSlice, kindOf, type Labels, type Node, type Pod, type Workload } from './objects.ts';
import { keyOf } from './podMakers.ts';
import { nodesFor } from './scheduling.ts';
import { selectedOrdinals } from './selection.ts';
import { isStanding } from './standingPods.ts';

export interface PlaceholderPod {
  /** Which of its object's pods it is, from 0. */
  readonly i: number;
  readonly address: string;
  readonly nodeName: string | undefined;
  /** The pod's own hostname and the Service that it names as its subdomain. */
  readonly hostname: string | undefined;
  readonly subdomain: string | undefined;
}

/** A slip of the finger in `replicas` must not fill the memory; clusters are not tested with larger Services. */
const maxReplicas = 5000;

/**
 * How many pods an object has at a time, those included that another workload makes from its template. A CronJob has none
 * between its runs.
 */
export function replicaCount(object: Pod | Workload, places: readonly Place[], cluster: ClusterIndex): number {
  if (object.kind === 'Pod') return 1;
  const wanted = [object, ...cluster.takersOf({ namespace: object.namespace, object })].reduce(
    (sum, workload) => sum + ownCount(workload, places),
    0,
  );
  return Math.min(wanted, maxReplicas);
}

function ownCount(workload: Workload, places: readonly Place[]): number {
  const { kind, replicas = 1 } = workload;
  if (kind === 'CronJob') return 0;
  return kindOf(workload) === 'DaemonSet' ? placesFor(workload, places).length : Math.max(0, replicas);
}

/** Which of its pods a selector that matches the object selects; undefined where all. */
export function selectedPods(
  selector: Labels | undefined,
  { pod }: Pick<Workload, 'pod'>,
): readonly number[] | undefined {
  return selectedOrdinals(selector, pod)?.map(ordinal => ordinal - pod.ordinals!.first);
}

/** Where its pods can be. */
function placesFor(object: Pod | Workload, places: readonly Place[]): readonly Place[] {
  const nodes = nodesOf(places);
  if (nodes.length === 0) return places;
  const fitting = nodesFor(object, nodes);
  if (fitting.length === nodes.length) return places;
  const names = new Set(fitting.map(({ name }) => name));
  return places.filter(({ nodeName = '' }) => names.has(nodeName));
}

const nodeLists = new WeakMap<readonly Place[], readonly Node[]>();

function nodesOf(places: readonly Place[]): readonly Node[] {
  const known = nodeLists.get(places) ?? places.flatMap(({ node }) => node ?? []);
  nodeLists.set(places, known);
  return known;
}

/** The same from one cluster to the next, unless what the pods are or where they can run has changed. */
export function placeholderPods(
  object: Pod | Workload,
  family: IpFamily,
  cluster: ClusterIndex,
): readonly PlaceholderPod[] {
  const { others } = allocation(unobserved(cluster), family);
  return wishesOf(object, nodePlaces(cluster.model).places[family], cluster).map(({ i, by, address, nodeName }) => {
    const { hostname, subdomain } = identity(object, i);
    return { i, address: others.get(by) ?? address, nodeName, hostname, subdomain };
  });
}

/** Whose placeholder an address is, by its canonical text. */
export function placeholderAt(
  address: string,
  family: IpFamily,
  cluster: ClusterIndex,
): { readonly object: Pod | Workload; readonly pod: PlaceholderPod } | undefined {
  const { owners, found } = allocation(cluster, family);
  const objects = candidates(cluster);
  for (const position of positionsOf(address, owners)) {
    const object = objects[position]!;
    const pods = found.get(object) ?? byAddress(placeholderPods(object, family, cluster));
    if (found.size >= objectsKept) found.clear();
    found.set(object, pods);
    const pod = pods.get(address);
    if (pod && isStanding(object, cluster)) return { object, pod };
  }
  return undefined;
}

function byAddress(pods: readonly PlaceholderPod[]): ReadonlyMap<string, PlaceholderPod> {
  return new Map(pods.toReversed().map(pod => [pod.address, pod]));
}

/** Their pods are asked for one after the other, so that few are enough. */
const objectsKept = 16;

interface Allocation {
  /** Of those who do not get the address that their names lead to. */
  readonly others: ReadonlyMap<string, string | undefined>;
  /** Sorted: hashes of addresses with the positions of those who have them. */
  readonly owners: Float64Array;
  /** Pods by address, of the objects that were last asked for. */
  readonly found: Map<Pod | Workload, ReadonlyMap<string, PlaceholderPod>>;
}

/** Who may need placeholders. An object that is replaced by an edit keeps its position. */
function candidates({ model: { workloads, pods } }: ClusterIndex): readonly (Pod | Workload)[] {
  return pods.length ? [...workloads, ...pods] : workloads;
}

function allocation(cluster: ClusterIndex, family: IpFamily): Allocation {
  const { workloads, pods, slices } = cluster.model;
  const places = nodePlaces(cluster.model).places[family];
  const grounds = { values: [places], lists: [workloads, pods, slices] };
  return keepByGrounds(cluster.lineage, { name: `pods ${family}`, grounds, signature }, () => {
    const wishes = candidates(cluster).flatMap((object, position) => {
      const isReal = object.kind === 'Pod' && object.hasStatus;
      if (isReal || !isStanding(object, cluster)) return [];
      return wishesOf(object, places, cluster, position).filter(({ range }) => range);
    });
    const others = grantAddresses(wishes, ip => cluster.addressHolders(ip).length > 0, nextFree);
    const owners = new Float64Array(wishes.length);
    for (const [i, { by, address, position }] of wishes.entries()) {
      owners[i] = ownerEntry(others.size ? (others.get(by) ?? address) : address, position);
    }
    return { others, owners: owners.sort(), found: new Map() };
  });
}

/** Room for positions below a hash of 32 bits, within what a number holds exactly. */
const maxPositions = 2 ** 20;

function ownerEntry(address: string, position: number): number {
  return hash(address) * maxPositions + Math.min(position, maxPositions - 1);
}

function* positionsOf(address: string, owners: Float64Array): Generator<number> {
  const first = ownerEntry(address, 0);
  let [low, high] = [0, owners.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (owners[middle]! < first) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < owners.length && owners[at]! < first + maxPositions; at++) yield owners[at]! - first;
}

/** What of an object decides which addresses it takes, or whether it stands for pods at all. */
function signature(object: Pod | Workload | EndpointSlice): string {
  if (object.kind === 'EndpointSlice') return object.endpoints.map(({ addresses }) => addresses).join();
  const { namespace, name, owner, labels, pod } = object;
  const count = object.kind === 'Pod' ? [object.hasStatus, object.podIPs] : [object.replicas, object.templateOf];
  return JSON.stringify([
    kindOf(object),
    namespace,
    name,
    count,
    owner,
    labels,
    pod.hostNetwork,
    pod.nodeName,
    pod.scheduling,
  ]);
}

/** What one pod gets if nobody else has it already. */
interface PodWish extends AddressWish {
  /** Which of its object's pods it is, from 0. */
  readonly i: number;
  /** Of the object among those that may need placeholders. */
  readonly position: number;
  readonly nodeName: string | undefined;
  /** Where the address comes from; undefined for the host's own, which pods share. */
  readonly range: IpNetwork | undefined;
}

function wishesOf(
  object: Pod | Workload,
  places: readonly Place[],
  cluster: ClusterIndex,
  position = 0,
): readonly PodWish[] {
  const name = keyOf(object.namespace, object);
  const wishes: PodWish[] = [];
  const seed = hash(name);
  const own = placesFor(object, places);
  const count = replicaCount(object, places, cluster);
  for (let i = 0; i < count; i++) {
    const { range, hostAddress, nodeName } = placeOf(
      object,
      object.pod.nodeName === undefined ? own : places,
      seed + i,
    );
    const shared = object.pod.hostNetwork ? hostAddress : undefined;
    if (shared === null) continue;
    const by = `${name}#${i}`;
    const address = shared ?? addressIn(range, hash(by));
    wishes.push({ by, address, i, position, nodeName, range: shared === undefined ? range : undefined });
  }
  return wishes;
}

/** A StatefulSet gives its pods their names as hostnames, and its serviceName as subdomain. */
function identity(object: Pod | Workload, i: number): Pick<PlaceholderPod, 'hostname' | 'subdomain'> {
  if (kindOf(object) !== 'StatefulSet' || object.kind === 'Pod')
    return { hostname: object.pod.hostname, subdomain: object.pod.subdomain };
  return { hostname: `${object.name}-${(object.firstOrdinal ?? 0) + i}`, subdomain: object.serviceName };
}

function placeOf({ pod }: Pod | Workload, places: readonly Place[], seed: number): Place {
  const { nodeName } = pod;
  if (nodeName === undefined) return places[seed % places.length]!;
  return places.find(place => place.nodeName === nodeName) ?? { ...places[0]!, nodeName, hostAddress: undefined };
}

/** A range that is full hands over to the cluster's. */
function nextFree({ address, range }: PodWish, isFree: (address: string) => boolean): string | undefined {
  const seed = hash(address);
  for (const candidates of [range!, assumedPodRanges[range!.family]]) {
    for (let i = 0; i < sizeOf(candidates).span; i++) {
      const text = addressIn(candidates, seed + i);
      if (isFree(text)) return text;
    }
  }
  return undefined;
}

/** The first ten addresses of a range are left to the gateway and its like. */
function sizeOf({ family, prefixLength }: IpNetwork): { readonly first: number; readonly span: number } {
  const size = 2 ** Math.min((family === 'IPv4' ? 32 : 128) - prefixLength, 16);
  const first = size > 32 ? 10 : 0;
  return { first, span: Math.max(1, size - first - 1) };
}

function addressIn(range: IpNetwork, seed: number): string {
  const { first, span } = sizeOf(range);
  return addressOfValue(range.family, addressValue(range.address) + BigInt(first + (seed % span))).text;
}
