/** The chains and ipsets of kube-proxy's ipvs mode. */
import type { IpFamily } from '../../ip/address.ts';
import type { IpsetType } from '../../netfilter/ipvsState.ts';
import { forwardChain, markMasqueradeChain, postroutingChain } from '../iptablesRules.ts';

export const dummyInterface = 'kube-ipvs0';

export const chains = {
  services: 'KUBE-SERVICES',
  postrouting: postroutingChain,
  nodePort: 'KUBE-NODE-PORT',
  loadBalancer: 'KUBE-LOAD-BALANCER',
  markMasquerade: markMasqueradeChain,
  forward: forwardChain,
  proxyFirewall: 'KUBE-PROXY-FIREWALL',
  sourceRangesFirewall: 'KUBE-SOURCE-RANGES-FIREWALL',
  ipvsFilter: 'KUBE-IPVS-FILTER',
  ipvsOutFilter: 'KUBE-IPVS-OUT-FILTER',
} as const;

/** Type of each set; the names lack their prefix, which tells the families apart. */
export const setTypes = {
  'CLUSTER-IP': 'hash:ip,port',
  'EXTERNAL-IP': 'hash:ip,port',
  'EXTERNAL-IP-LOCAL': 'hash:ip,port',
  'HEALTH-CHECK-NODE-PORT': 'bitmap:port',
  'IPVS-IPS': 'hash:ip',
  'LOAD-BALANCER': 'hash:ip,port',
  'LOAD-BALANCER-FW': 'hash:ip,port',
  'LOAD-BALANCER-LOCAL': 'hash:ip,port',
  'LOAD-BALANCER-SOURCE-CIDR': 'hash:ip,port,net',
  'LOAD-BALANCER-SOURCE-IP': 'hash:ip,port,ip',
  'LOOP-BACK': 'hash:ip,port,ip',
  'NODE-PORT-LOCAL-SCTP-HASH': 'hash:ip,port',
  'NODE-PORT-LOCAL-TCP': 'bitmap:port',
  'NODE-PORT-LOCAL-UDP': 'bitmap:port',
  'NODE-PORT-SCTP-HASH': 'hash:ip,port',
  'NODE-PORT-TCP': 'bitmap:port',
  'NODE-PORT-UDP': 'bitmap:port',
} as const satisfies Record<string, IpsetType>;

export type SetName = keyof typeof setTypes;

/** The kernel's limit on names of sets. */
const maxSetName = 31;

export function fullSetName(name: SetName, family: IpFamily): string {
  return `${family === 'IPv4' ? 'KUBE-' : 'KUBE-6-'}${name}`.slice(0, maxSetName);
}
