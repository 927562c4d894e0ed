/** The names of kube-proxy's iptables chains. Those of a Service port end in a hash of its name and protocol. */
import { base32 } from '../../base/base32.ts';
import { sha256 } from '../../base/sha256.ts';
import type { Protocol } from '../../netfilter/ir.ts';
import { forwardChain, markMasqueradeChain, postroutingChain } from '../iptablesRules.ts';

export const chains = {
  services: 'KUBE-SERVICES',
  externalServices: 'KUBE-EXTERNAL-SERVICES',
  nodePorts: 'KUBE-NODEPORTS',
  forward: forwardChain,
  proxyFirewall: 'KUBE-PROXY-FIREWALL',
  localnetFirewall: 'KUBE-FIREWALL',
  postrouting: postroutingChain,
  markMasquerade: markMasqueradeChain,
} as const;

const suffixLength = 16;

/** The 16 characters that the chains of one Service port share. */
export function servicePortHash(servicePortName: string, protocol: Protocol): string {
  return base32(sha256(servicePortName + protocol), suffixLength);
}

/** Every chain that a Service port can have, from its hash. */
export function servicePortChains(hash: string) {
  return {
    external: `KUBE-EXT-${hash}`,
    firewall: `KUBE-FW-${hash}`,
    cluster: `KUBE-SVC-${hash}`,
    local: `KUBE-SVL-${hash}`,
  };
}

/** `endpoint` is "ip:port". */
export function endpointChainName(servicePortName: string, protocol: Protocol, endpoint: string): string {
  return `KUBE-SEP-${base32(sha256(servicePortName + protocol + endpoint), suffixLength)}`;
}
