/** The Node object that has an address. In: a root's cluster. Out: its name; of several the last; undefined for none. */
import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
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
