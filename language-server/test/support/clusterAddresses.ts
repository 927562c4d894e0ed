/** The addresses of generated clusters: one node whose rules are meant, its pods, another node, clients, the Service ranges. */
import type { IpFamily } from '../../core/ip/address.ts';

export const nodeName = 'node-a';
export const otherNode = 'node-b';

export interface FamilyAddresses {
  /** Of the node: the first leads out, the second nowhere. */
  readonly node: string;
  readonly secondary: string;
  readonly loopback: string;
  readonly nodeBits: number;
  readonly router: string;
  readonly podGateway: string;
  readonly podRange: string;
  readonly clusterRange: string;
  /** Pods of this node that may be endpoints, and one that never is. */
  readonly pods: readonly string[];
  readonly plainPod: string;
  readonly otherNode: string;
  readonly otherPodRange: string;
  readonly otherPods: readonly string[];
  readonly otherPlainPod: string;
  /** Outside the cluster; source ranges of Services may hold one and not the other. */
  readonly clients: readonly [string, string];
  readonly serviceRange: string;
  readonly clusterIp: (index: number) => string;
  readonly nobodysClusterIp: string;
  readonly vipRange: string;
  readonly vip: (index: number) => string;
  readonly externalRange: string;
  readonly externalIp: (index: number) => string;
  /** What loadBalancerSourceRanges may say. */
  readonly sourceRanges: readonly string[];
}

export const addressesOf: Readonly<Record<IpFamily, FamilyAddresses>> = {
  IPv4: {
    node: '192.168.10.11',
    secondary: '172.16.5.11',
    loopback: '127.0.0.1',
    nodeBits: 24,
    router: '192.168.10.254',
    podGateway: '10.244.1.1',
    podRange: '10.244.1.0/24',
    clusterRange: '10.244.0.0/16',
    pods: ['10.244.1.10', '10.244.1.11', '10.244.1.12', '10.244.1.13'],
    plainPod: '10.244.1.250',
    otherNode: '192.168.10.12',
    otherPodRange: '10.244.2.0/24',
    otherPods: ['10.244.2.10', '10.244.2.11', '10.244.2.12', '10.244.2.13'],
    otherPlainPod: '10.244.2.250',
    clients: ['203.0.113.50', '192.0.2.77'],
    serviceRange: '10.96.0.0/16',
    clusterIp: index => `10.96.0.${10 + index}`,
    nobodysClusterIp: '10.96.255.253',
    vipRange: '198.51.100.0/24',
    vip: index => `198.51.100.${10 + index}`,
    externalRange: '198.18.0.0/24',
    externalIp: index => `198.18.0.${10 + index}`,
    sourceRanges: ['192.0.2.0/24', '203.0.113.50/32', '10.244.1.0/24', '192.168.10.0/24', '0.0.0.0/0'],
  },
  IPv6: {
    node: 'fd00:192:168:10::11',
    secondary: 'fd00:172:16:5::11',
    loopback: '::1',
    nodeBits: 64,
    router: 'fd00:192:168:10::fe',
    podGateway: 'fd00:10:244:1::1',
    podRange: 'fd00:10:244:1::/64',
    clusterRange: 'fd00:10:244::/48',
    pods: ['fd00:10:244:1::10', 'fd00:10:244:1::11', 'fd00:10:244:1::12', 'fd00:10:244:1::13'],
    plainPod: 'fd00:10:244:1::250',
    otherNode: 'fd00:192:168:10::12',
    otherPodRange: 'fd00:10:244:2::/64',
    otherPods: ['fd00:10:244:2::10', 'fd00:10:244:2::11', 'fd00:10:244:2::12', 'fd00:10:244:2::13'],
    otherPlainPod: 'fd00:10:244:2::250',
    clients: ['2001:db8:113::50', '2001:db8:2::77'],
    serviceRange: 'fd00:10:96::/112',
    clusterIp: index => `fd00:10:96::${10 + index}`,
    nobodysClusterIp: 'fd00:10:96::fffd',
    vipRange: '2001:db8:100::/64',
    vip: index => `2001:db8:100::${10 + index}`,
    externalRange: '2001:db8:18::/64',
    externalIp: index => `2001:db8:18::${10 + index}`,
    sourceRanges: ['2001:db8:2::/48', '2001:db8:113::50/128', 'fd00:10:244:1::/64', 'fd00:192:168:10::/64', '::/0'],
  },
};
