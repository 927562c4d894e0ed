/**
 * Addresses for pods that no manifest gives one: the replicas of workloads, and Pods without a status. They come from
 * the nodes' pod ranges, spread over the nodes, and depend on names alone, so that they stay the same from run to run
 * and whatever the order of files. In: a cluster. Out: placeholder pods for each object, the same list again while
 * nothing changes for it.
 */
import { hash } from '../base/hash.ts';
import { addressOfValue, addressValue, parseAddress } from '../ip/address.ts';
import type { IpNetwork } from '../ip/cidr.ts';
import type { ClusterModel } from './clusterModel.ts';
import type { IpFamily } from './clusterSettings.ts';
import { assumedPodRanges, nodePlaces, type Place } from './nodePlaces.ts';
import type { Pod, Workload } from './objects.ts';
import { keyOf } from './standingPods.ts';

export interface PlaceholderPod {
  readonly address: string;
  readonly nodeName: string | undefined;
  /** The pod's own hostname and the Service that it names as its subdomain. */
  readonly hostname: string | undefined;
  readonly subdomain: string | undefined;
}

export interface PlaceholderPods {
  readonly of: (object: Pod | Workload, family: IpFamily) => readonly PlaceholderPod[];
}

/** A slip of the finger in `replicas` must not fill the memory; clusters are not tested with larger Services. */
const maxReplicas = 5000;

/** How many pods an object has at a time. A CronJob has none between its runs. */
export function replicaCount(object: Pod | Workload, nodeCount: number): number {
  if (object.kind === 'Pod') return 1;
  if (object.kind === 'CronJob') return 0;
  const wanted = object.kind === 'DaemonSet' ? Math.max(1, nodeCount) : (object.replicas ?? 1);
  return Math.min(Math.max(0, wanted), maxReplicas);
}

const none: readonly PlaceholderPod[] = [];

/** `has` says which objects stand for pods. */
export function placeholderPods(model: ClusterModel, has: (object: Pod | Workload) => boolean): PlaceholderPods {
  const made = new Map<IpFamily, ReadonlyMap<Pod | Workload, readonly PlaceholderPod[]>>();
  return {
    of: (object, family) => {
      const known = made.get(family) ?? allocate(model, family, has);
      made.set(family, known);
      return known.get(object) ?? none;
    },
  };
}

/** What an object's pods get if nobody else has it already. */
interface Wish {
  readonly places: readonly Place[];
  readonly name: string;
  readonly pods: readonly PlaceholderPod[];
  /** Where each pod's address comes from; undefined for the host's own, which pods share. */
  readonly ranges: readonly (IpNetwork | undefined)[];
}

const wishes = new WeakMap<Pod | Workload, readonly Wish[]>();

function allocate(model: ClusterModel, family: IpFamily, has: (object: Pod | Workload) => boolean) {
  const places = nodePlaces(model).places[family];
  const take = addressTaker(takenAddresses(model), assumedPodRanges[family]);
  const objects = [...model.workloads, ...model.pods.filter(pod => !pod.hasStatus)].filter(has);
  const wished = objects.map(object => ({ object, wish: wishOf(object, places) }));
  // Who comes first where two want one address must not depend on the order of files.
  wished.sort((a, b) => (a.wish.name < b.wish.name ? -1 : 1));
  return new Map(wished.map(({ object, wish }) => [object, grant(wish, take)]));
}

function wishOf(object: Pod | Workload, places: readonly Place[]): Wish {
  const known = wishes.get(object) ?? [];
  const same = known.find(wish => wish.places === places);
  if (same) return same;
  const wish = makeWish(object, places);
  // One for each family.
  wishes.set(object, [wish, ...known].slice(0, 2));
  return wish;
}

function makeWish(object: Pod | Workload, places: readonly Place[]): Wish {
  const name = keyOf(object.namespace, object);
  const nodeCount = places.filter(place => place.nodeName !== undefined).length;
  const pods: PlaceholderPod[] = [];
  const ranges: (IpNetwork | undefined)[] = [];
  const seed = hash(name);
  for (let i = 0; i < replicaCount(object, nodeCount); i++) {
    const { range, hostAddress, nodeName } = placeOf(object, places, seed + i);
    const shared = object.pod.hostNetwork ? hostAddress : undefined;
    if (shared === null) continue;
    pods.push({ address: shared ?? addressIn(range, hash(`${name}#${i}`)), nodeName, ...identity(object, i) });
    ranges.push(shared === undefined ? range : undefined);
  }
  return { places, name, pods, ranges };
}

/** A StatefulSet gives its pods their names as hostnames, and its serviceName as subdomain. */
function identity(object: Pod | Workload, i: number): Pick<PlaceholderPod, 'hostname' | 'subdomain'> {
  if (object.kind !== 'StatefulSet') return { hostname: object.pod.hostname, subdomain: object.pod.subdomain };
  return { hostname: `${object.name}-${(object.firstOrdinal ?? 0) + i}`, subdomain: object.serviceName };
}

function placeOf({ pod }: Pod | Workload, places: readonly Place[], seed: number): Place {
  const { nodeName } = pod;
  if (nodeName === undefined) return places[seed % places.length]!;
  return places.find(place => place.nodeName === nodeName) ?? { ...places[0]!, nodeName, hostAddress: undefined };
}

const grants = new WeakMap<Wish, readonly PlaceholderPod[]>();

function grant(wish: Wish, take: AddressTaker): readonly PlaceholderPod[] {
  const addresses = wish.pods.map(({ address }, i) => {
    const range = wish.ranges[i];
    return range ? take(address, range) : address;
  });
  for (const before of [wish.pods, grants.get(wish)]) {
    if (before?.every(({ address }, i) => address === addresses[i])) return before;
  }
  const granted = wish.pods.map((pod, i) => ({ ...pod, address: addresses[i]! }));
  grants.set(wish, granted);
  return granted;
}

function takenAddresses(model: ClusterModel): Set<string> {
  const written = [
    ...model.pods.flatMap(pod => pod.podIPs),
    ...model.slices.flatMap(slice => slice.endpoints.flatMap(endpoint => endpoint.addresses)),
  ];
  return new Set(written.map(ip => parseAddress(ip)?.text ?? ip));
}

type AddressTaker = (wanted: string, range: IpNetwork) => string;

/** Gives out each address once: the wanted one or the next free one; a range that is full hands over to `reserve`. */
function addressTaker(used: Set<string>, reserve: IpNetwork): AddressTaker {
  const full = new Set<string>();
  const takeFrom = (range: IpNetwork, wanted: string): string | undefined => {
    const text = full.has(range.text) ? undefined : freeAddress(range, wanted, used);
    if (text === undefined) full.add(range.text);
    return text;
  };
  return (wanted, range) => {
    const text = used.has(wanted) ? (takeFrom(range, wanted) ?? takeFrom(reserve, wanted) ?? wanted) : wanted;
    used.add(text);
    return text;
  };
}

function freeAddress(range: IpNetwork, wanted: string, used: ReadonlySet<string>): string | undefined {
  const seed = hash(wanted);
  for (let i = 0; i < sizeOf(range).span; i++) {
    const text = addressIn(range, seed + i);
    if (!used.has(text)) return text;
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
