/** How rules recognise what this node's pods send. In: configuration and node. Out: a range or an interface, if any. */
import type { IpFamily } from '../ip/address.ts';
import { type IpNetwork, parseCidr } from '../ip/cidr.ts';
import type { NodeView } from './nodeView.ts';
import { type Origin, option } from './origin.ts';
import type { ProxyConfig } from './proxyConfig.ts';

export type PodTraffic = { readonly origin: Origin } & (
  | { readonly kind: 'range'; readonly range: IpNetwork }
  | { readonly kind: 'interface'; readonly name: string; readonly prefix: boolean }
);

/** Undefined: kube-proxy cannot tell, and leaves out what depends on it. */
export function podTraffic(config: ProxyConfig, node: NodeView, family: IpFamily): PodTraffic | undefined {
  const { detectLocal } = config;
  switch (detectLocal.mode) {
    case 'ClusterCIDR': {
      const range = detectLocal.cidrs[family];
      return range && { kind: 'range', range, origin: option('clusterCIDR') };
    }
    case 'NodeCIDR': {
      const range = node.podCidrs.map(parseCidr).find(candidate => candidate?.family === family);
      return range && { kind: 'range', range, origin: node.origin ?? option('detectLocalMode') };
    }
    case 'BridgeInterface':
    case 'InterfaceNamePrefix':
      return detectLocal.name === ''
        ? undefined
        : {
            kind: 'interface',
            name: detectLocal.name,
            prefix: detectLocal.mode === 'InterfaceNamePrefix',
            origin: option('detectLocal'),
          };
  }
}
