/**
 * The Services on which the rules of one Service depend: those that claim an address or port that it claims too, since
 * only one of them can have it. In: a Service and its cluster. Out: all Services in question, itself included.
 */
import { type ClusterIndex, claimedAddressesOf } from '../cluster/clusterIndex.ts';
import type { Service } from '../cluster/objects.ts';
import type { NodeView } from '../routing/nodeView.ts';

export function withRivals(service: Service, cluster: ClusterIndex, node: NodeView): readonly Service[] {
  const claimed = claimedAddressesOf(service);
  const nodePorts = service.ports.flatMap(({ nodePort }) => nodePort ?? []);
  const ownAddresses = node.host.interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address.text));
  // An external IP that is an address of the node meets node ports.
  const meetsNodePorts = claimed.some(address => ownAddresses.includes(address));
  const numbers = [...nodePorts, ...(meetsNodePorts ? service.ports.flatMap(({ port }) => port ?? []) : [])];
  const addresses = [...claimed, ...(nodePorts.length ? ownAddresses : [])];
  const rivals = [...addresses.flatMap(cluster.addressClaims), ...numbers.flatMap(cluster.nodePortClaims)];
  return [...new Set([service, ...rivals])].filter(rival => cluster.servicesNamed(rival).at(-1) === rival);
}
