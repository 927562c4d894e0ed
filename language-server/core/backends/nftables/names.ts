/** The names of kube-proxy's nftables objects. Those of a Service port say whose they are, behind a short hash. */
import { base32 } from '../../base/base32.ts';
import { sha256 } from '../../base/sha256.ts';
import type { IpAddress } from '../../ip/address.ts';
import type { Endpoint } from '../../routing/endpoint.ts';
import type { ServicePort } from '../../routing/servicePort.ts';

export const table = 'kube-proxy';

export const chains = {
  filterPreroutingPreDnat: 'filter-prerouting-pre-dnat',
  filterOutputPreDnat: 'filter-output-pre-dnat',
  filterInput: 'filter-input',
  filterForward: 'filter-forward',
  filterOutput: 'filter-output',
  natPrerouting: 'nat-prerouting',
  natOutput: 'nat-output',
  natPostrouting: 'nat-postrouting',
  services: 'services',
  masquerading: 'masquerading',
  firewallCheck: 'firewall-check',
  serviceEndpointsCheck: 'service-endpoints-check',
  nodePortEndpointsCheck: 'nodeport-endpoints-check',
  clusterIpsCheck: 'cluster-ips-check',
  reject: 'reject-chain',
} as const;

export const sets = {
  clusterIps: 'cluster-ips',
  nodePortIps: 'nodeport-ips',
  hairpin: 'hairpin-connections',
  serviceIps: 'service-ips',
  serviceNodePorts: 'service-nodeports',
  noEndpointServices: 'no-endpoint-services',
  noEndpointNodePorts: 'no-endpoint-nodeports',
  firewallIps: 'firewall-ips',
} as const;

const hashLength = 8;
/** The kernel's limit on names, less the longest prefix. */
const maxBaseLength = 240;

type NamedPort = Pick<ServicePort, 'namespace' | 'serviceName' | 'protocol' | 'portName'>;

function readableName({ namespace, serviceName, protocol, portName }: NamedPort): string {
  return `${namespace}/${serviceName}/${protocol}/${portName}`;
}

function hashed(name: string): string {
  const base = `${base32(sha256(name), hashLength)}-${name}`;
  return base.length > maxBaseLength ? `${base.slice(0, maxBaseLength - 3)}...` : base;
}

/** Every chain that a Service port can have. */
export function servicePortChains(port: NamedPort) {
  const base = hashed(readableName(port));
  return {
    cluster: `service-${base}`,
    local: `local-${base}`,
    external: `external-${base}`,
    firewall: `firewall-${base}`,
  };
}

/** The chain of an endpoint, and the set of clients that it had; a colon is not allowed in either. */
export function endpointNames(port: NamedPort, endpoint: Pick<Endpoint, 'port'> & { readonly address: IpAddress }) {
  const address = endpoint.address.text.replaceAll(':', '.');
  const base = hashed(`${readableName(port)}__${address}/${endpoint.port}`);
  return { chain: `endpoint-${base}`, affinitySet: `affinity-${base}` };
}
