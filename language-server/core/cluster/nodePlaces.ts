/**
 * The places where pods can run: the cluster's nodes with their pod ranges. In: a cluster. Out: its nodes by name and,
 * for each family, its places; the same objects again while the nodes are the same, as what rests on them is kept.
 */
import { parseAddress } from '../ip/address.ts';
import { type IpNetwork, parseCidr } from '../ip/cidr.ts';
import type { ClusterModel } from './clusterModel.ts';
import type { IpFamily } from './clusterSettings.ts';
import type { Node } from './objects.ts';

/** A node, or the cluster as a whole where it has no Node objects. */
export interface Place {
  readonly nodeName: string | undefined;
  readonly node: Node | undefined;
  readonly range: IpNetwork;
  /** What pods on the host's network have: the node's own; null where the node is known to have none of the family. */
  readonly hostAddress: string | null | undefined;
}

export interface NodePlaces {
  /** Of several Nodes with one name the last. */
  readonly nodes: ReadonlyMap<string, Node>;
  /** In order of names; at least one. */
  readonly places: Readonly<Record<IpFamily, readonly Place[]>>;
}

/** Ranges that kubeadm users most often give to pods; used where a Node has none. */
export const assumedPodRanges: Readonly<Record<IpFamily, IpNetwork>> = {
  IPv4: parseCidr('10.244.0.0/16')!,
  IPv6: parseCidr('fd00:10:244::/56')!,
};

const withoutNodes = describe([]);
const known = new WeakMap<Node, { readonly of: readonly Node[]; readonly places: NodePlaces }>();

export function nodePlaces({ nodes }: ClusterModel): NodePlaces {
  const first = nodes[0];
  if (!first) return withoutNodes;
  const before = known.get(first);
  if (before?.of.length === nodes.length && before.of.every((node, i) => node === nodes[i])) return before.places;
  const places = describe(nodes);
  known.set(first, { of: nodes, places });
  return places;
}

function describe(all: readonly Node[]): NodePlaces {
  const nodes = new Map(all.map(node => [node.name, node]));
  const sorted = [...nodes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { nodes, places: { IPv4: placesOf(sorted, 'IPv4'), IPv6: placesOf(sorted, 'IPv6') } };
}

function placesOf(nodes: readonly Node[], family: IpFamily): readonly Place[] {
  const assumed = assumedPodRanges[family];
  if (nodes.length === 0) return [{ nodeName: undefined, node: undefined, range: assumed, hostAddress: undefined }];
  return nodes.map(node => ({
    nodeName: node.name,
    node,
    range: node.podCIDRs.map(parseCidr).find(cidr => cidr?.family === family) ?? assumed,
    hostAddress: hostAddressOf(node, family),
  }));
}

function hostAddressOf(node: Node, family: IpFamily): string | null | undefined {
  const internal = node.addresses.filter(({ type }) => type === 'InternalIP');
  if (internal.length === 0) return undefined;
  const addresses = internal.map(({ address }) => parseAddress(address));
  return addresses.find(address => address?.family === family)?.text ?? null;
}
