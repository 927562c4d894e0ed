/**
 * On which of the node's addresses node ports answer. In: the configuration's list, the node, mode and family. Out: all
 * of them, or those that match. The list is judged for each family: without an entry for a family it means all of it.
 */
import { type IpAddress, type IpFamily, isLoopback } from '../ip/address.ts';
import { containsAddress, hostNetwork, type IpNetwork } from '../ip/cidr.ts';
import { compareText } from './endpoint.ts';
import type { NodeView } from './nodeView.ts';
import type { ProxyConfig, ProxyMode } from './proxyConfig.ts';

export interface NodePortListeners {
  /** Every address of the node, without looking at which it has. */
  readonly all: boolean;
  /** The node's addresses that match, sorted as text; when `all`, every address of the family that it has. */
  readonly addresses: readonly IpAddress[];
  /** The loopback range is covered. */
  readonly loopback: boolean;
}

const loopbackStart: IpAddress = { family: 'IPv4', text: '127.0.0.0' };

export function nodePortListeners(
  config: ProxyConfig,
  node: NodeView,
  mode: ProxyMode,
  family: IpFamily,
): NodePortListeners {
  const ranges = rangesOf(config, node, mode).filter(range => range.family === family);
  const all = ranges.length === 0 || ranges.some(range => range.prefixLength === 0);
  const own = node.host.interfaces.flatMap(i => i.addresses.map(({ address }) => address));
  const matching = own.filter(
    address => address.family === family && (all || ranges.some(range => containsAddress(range, address))),
  );
  const unique = new Map(matching.map(address => [address.text, address]));
  return {
    all,
    addresses: [...unique.values()].sort((a, b) => compareText(a.text, b.text)),
    loopback: all || ranges.some(range => isLoopback(range.address) || containsAddress(range, loopbackStart)),
  };
}

/** nftables mode takes the node's primary addresses where nothing is configured; the others take all. */
function rangesOf(config: ProxyConfig, node: NodeView, mode: ProxyMode): readonly IpNetwork[] {
  const configured = config.nodePortAddresses;
  const primary = configured === 'primary' || (mode === 'nftables' && configured.length === 0);
  if (!primary) return configured as readonly IpNetwork[];
  const ips = [node.ips.IPv4, node.ips.IPv6];
  // An unknown address stands as loopback and matches nothing where loopback is no choice.
  return ips.filter(ip => !isLoopback(ip)).map(hostNetwork);
}
