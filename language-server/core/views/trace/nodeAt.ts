/**
 * Nodes by their addresses and addresses by their Nodes. In: a root's cluster. Out: a name, of several the last, or an
 * address; undefined where no object says.
 */
import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import type { IpFamily } from '../../cluster/clusterSettings.ts';
import { type IpAddress, parseAddress } from '../../ip/address.ts';

const known = new WeakMap<ClusterIndex, ReadonlyMap<string, string>>();

export function nodeAt(cluster: ClusterIndex, { text }: IpAddress): string | undefined {
  const names = known.get(cluster) ?? indexNodes(cluster);
  known.set(cluster, names);
  return names.get(text);
}

function indexNodes({ model }: ClusterIndex): ReadonlyMap<string, string> {
  return new Map(
    model.nodes.flatMap(({ name, addresses }) =>
      addresses.flatMap(({ address }): [string, string][] => {
        const text = parseAddress(address)?.text;
        return text === undefined ? [] : [[text, name]];
      }),
    ),
  );
}

/** The internal address, where it has several. */
export function nodeAddressOf(
  name: string,
  { cluster }: { readonly cluster: ClusterIndex },
  family: IpFamily,
): IpAddress | undefined {
  const addresses = cluster.model.nodes.findLast(node => node.name === name)?.addresses ?? [];
  const texts = [...addresses].sort((a, b) => rank(a.type) - rank(b.type)).map(a => parseAddress(a.address));
  return texts.find(candidate => candidate?.family === family);
}

function rank(type: string): number {
  return type === 'InternalIP' ? 0 : type === 'ExternalIP' ? 1 : 2;
}
