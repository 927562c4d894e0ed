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
import type { Node, Pod, Workload } from './objects.ts';

export interface PlaceholderPod {
  readonly address: string;
  readonly nodeName: string | undefined;
}

export interface PlaceholderPods {
  readonly of: (object: Pod | Workload, family: IpFamily) => readonly PlaceholderPod[];
}

/** Ranges that kubeadm users most often give to pods; used where no Node has one. */
const assumedRanges = { IPv4: '10.244.0.0/16', IPv6: 'fd00:10:244::/56' } as const;

/** More replicas than this share a placeholder's fate: they add nothing to look at. */
const maxReplicas = 200;

interface NodeRange {
  readonly nodeName: string | undefined;
  readonly range: IpNetwork;
}

export function placeholderPods(model: ClusterModel): PlaceholderPods {
  const made = new Map<IpFamily, Map<Pod | Workload, readonly PlaceholderPod[]>>();
  return {
    of: (object, family) => {
      const known = made.get(family) ?? allocate(model, family);
      made.set(family, known);
      return known.get(object) ?? [];
    },
  };
}

function nameOf(object: Pod | Workload): string {
  return `${object.namespace}/${object.kind}/${object.name}`;
}

function byName<T extends { readonly name: string }>(a: T, b: T): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function allocate(model: ClusterModel, family: IpFamily): Map<Pod | Workload, readonly PlaceholderPod[]> {
  const nodes = [...model.nodes].sort(byName);
  const ranges = nodeRanges(nodes, family);
  const used = takenAddresses(model);
  const objects = [...model.workloads, ...model.pods.filter(pod => !pod.hasStatus)];
  objects.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return new Map(objects.map(object => [object, replicasOf(object, nodes, ranges, used)]));
}

function replicasOf(
  object: Pod | Workload,
  nodes: readonly Node[],
  ranges: readonly NodeRange[],
  used: Set<string>,
): PlaceholderPod[] {
  const count = Math.min(replicaCount(object, nodes), maxReplicas);
  const name = nameOf(object);
  const fixed = object.pod.nodeName === undefined ? -1 : ranges.findIndex(r => r.nodeName === object.pod.nodeName);
  return Array.from({ length: count }, (_, i) => {
    const { nodeName, range } = ranges[fixed >= 0 ? fixed : (hash(name) + i) % ranges.length]!;
    return { address: freeAddress(range, hash(`${name}#${i}`), used), nodeName };
  });
}

function replicaCount(object: Pod | Workload, nodes: readonly Node[]): number {
  if (object.kind === 'Pod') return 1;
  return object.kind === 'DaemonSet' ? Math.max(1, nodes.length) : Math.max(0, object.replicas ?? 1);
}

function nodeRanges(nodes: readonly Node[], family: IpFamily): NodeRange[] {
  const ranges = nodes.flatMap(node => {
    const range = node.podCIDRs.map(parseCidr).find(cidr => cidr?.family === family);
    return range ? [{ nodeName: node.name, range }] : [];
  });
  return ranges.length ? ranges : [{ nodeName: undefined, range: parseCidr(assumedRanges[family])! }];
}

function takenAddresses(model: ClusterModel): Set<string> {
  const written = [
    ...model.pods.flatMap(pod => pod.podIPs),
    ...model.slices.flatMap(slice => slice.endpoints.flatMap(endpoint => endpoint.addresses)),
  ];
  return new Set(written.map(ip => parseAddress(ip)?.text ?? ip));
}

/** The hash picks a place behind the range's first ten addresses; the next free one from there is taken. */
function freeAddress(range: IpNetwork, seed: number, used: Set<string>): string {
  const bits = range.address.family === 'IPv4' ? 32 : 128;
  const size = 2 ** Math.min(bits - range.prefixLength, 16);
  const first = size > 32 ? 10 : 0;
  const span = Math.max(1, size - first - 1);
  for (let i = 0; i < span; i++) {
    const offset = BigInt(first + ((seed + i) % span));
    const { text } = addressOfValue(range.family, addressValue(range.address) + offset);
    if (used.has(text)) continue;
    used.add(text);
    return text;
  }
  return range.address.text;
}
