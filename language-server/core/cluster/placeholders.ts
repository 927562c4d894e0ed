/**
 * Addresses for pods that no manifest gives one: the replicas of workloads, and Pods without a status. They come from
 * the nodes' pod ranges, spread over the nodes, and depend on names alone, so that they stay the same from run to run
 * and whatever the order of files. In: a cluster. Out: placeholder pods for each object.
 */
import { hash } from '../base/hash.ts';
import { addressOfValue, addressValue, parseAddress } from '../ip/address.ts';
import { type IpNetwork, parseCidr } from '../ip/cidr.ts';
import type { ClusterModel } from './clusterModel.ts';
import type { IpFamily } from './clusterSettings.ts';
import { type Node, namedOnce, type Pod, type Workload } from './objects.ts';
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

/** Ranges that kubeadm users most often give to pods; used where no Node has one. */
const assumedRanges = { IPv4: '10.244.0.0/16', IPv6: 'fd00:10:244::/56' } as const;

/** A slip of the finger in `replicas` must not fill the memory; clusters are not tested with larger Services. */
const maxReplicas = 5000;

/** A node, or the cluster as a whole where it has no Node objects. */
interface Place {
  readonly nodeName: string | undefined;
  readonly range: IpNetwork;
  /** The node's own, which pods on the host's network share. */
  readonly address: string | undefined;
}

/** `has` says which objects stand for pods. */
export function placeholderPods(model: ClusterModel, has: (object: Pod | Workload) => boolean): PlaceholderPods {
  const made = new Map<IpFamily, Map<Pod | Workload, readonly PlaceholderPod[]>>();
  return {
    of: (object, family) => {
      const known = made.get(family) ?? allocate(model, family, has);
      made.set(family, known);
      return known.get(object) ?? [];
    },
  };
}

/** How many pods an object has at a time. A CronJob has none between its runs. */
export function replicaCount(object: Pod | Workload, nodeCount: number): number {
  if (object.kind === 'Pod') return 1;
  if (object.kind === 'CronJob') return 0;
  const wanted = object.kind === 'DaemonSet' ? Math.max(1, nodeCount) : (object.replicas ?? 1);
  return Math.min(Math.max(0, wanted), maxReplicas);
}

function allocate(model: ClusterModel, family: IpFamily, has: (object: Pod | Workload) => boolean) {
  const places = placesOf(model, family);
  const take = addressTaker(takenAddresses(model), parseCidr(assumedRanges[family])!);
  const nodeCount = namedOnce(model.nodes).size;
  const objects = [...model.workloads, ...model.pods.filter(pod => !pod.hasStatus)].filter(has);
  const named = objects.map(object => ({ object, name: keyOf(object.namespace, object) }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(
    named.map(({ object, name }) => {
      const pods = Array.from({ length: replicaCount(object, nodeCount) }, (_, i): PlaceholderPod => {
        const place = placeOf(object, places, hash(name) + i);
        const shared = object.pod.hostNetwork ? place.address : undefined;
        const address = shared ?? take(place.range, hash(`${name}#${i}`));
        return { address, nodeName: place.nodeName, ...identity(object, i) };
      });
      return [object, pods];
    }),
  );
}

/** A StatefulSet gives its pods their names as hostnames, and its serviceName as subdomain. */
function identity(object: Pod | Workload, i: number): Pick<PlaceholderPod, 'hostname' | 'subdomain'> {
  if (object.kind !== 'StatefulSet') return { hostname: object.pod.hostname, subdomain: object.pod.subdomain };
  return { hostname: `${object.name}-${(object.firstOrdinal ?? 0) + i}`, subdomain: object.serviceName };
}

function placeOf({ pod }: Pod | Workload, places: readonly Place[], seed: number): Place {
  const { nodeName } = pod;
  if (nodeName === undefined) return places[seed % places.length]!;
  return places.find(place => place.nodeName === nodeName) ?? { ...places[0]!, nodeName, address: undefined };
}

function placesOf(model: ClusterModel, family: IpFamily): readonly Place[] {
  const assumed = parseCidr(assumedRanges[family])!;
  const nodes = [...namedOnce(model.nodes).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const places = nodes.map(node => ({
    nodeName: node.name,
    range: node.podCIDRs.map(parseCidr).find(cidr => cidr?.family === family) ?? assumed,
    address: addressOf(node, family),
  }));
  return places.length ? places : [{ nodeName: undefined, range: assumed, address: undefined }];
}

function addressOf(node: Node, family: IpFamily): string | undefined {
  const internal = node.addresses.filter(({ type }) => type === 'InternalIP');
  return internal.map(({ address }) => parseAddress(address)).find(address => address?.family === family)?.text;
}

function takenAddresses(model: ClusterModel): Set<string> {
  const written = [
    ...model.pods.flatMap(pod => pod.podIPs),
    ...model.slices.flatMap(slice => slice.endpoints.flatMap(endpoint => endpoint.addresses)),
  ];
  return new Set(written.map(ip => parseAddress(ip)?.text ?? ip));
}

/** Gives out each address once; a range that is full hands over to `reserve`. */
function addressTaker(used: Set<string>, reserve: IpNetwork): (range: IpNetwork, seed: number) => string {
  const full = new Set<string>();
  const takeFrom = (range: IpNetwork, seed: number): string | undefined => {
    const text = full.has(range.text) ? undefined : freeAddress(range, seed, used);
    if (text === undefined) full.add(range.text);
    else used.add(text);
    return text;
  };
  return (range, seed) => takeFrom(range, seed) ?? takeFrom(reserve, seed) ?? range.address.text;
}

/** The seed picks a place behind the range's first ten addresses; the next free one from there is taken. */
function freeAddress(range: IpNetwork, seed: number, used: ReadonlySet<string>): string | undefined {
  const bits = range.family === 'IPv4' ? 32 : 128;
  const size = 2 ** Math.min(bits - range.prefixLength, 16);
  const first = size > 32 ? 10 : 0;
  const span = Math.max(1, size - first - 1);
  const base = addressValue(range.address);
  for (let i = 0; i < span; i++) {
    const { text } = addressOfValue(range.family, base + BigInt(first + ((seed + i) % span)));
    if (!used.has(text)) return text;
  }
  return undefined;
}
