/**
 * A cluster made from a seed: Services of all types and policies, endpoints here, elsewhere and on their way out, a node
 * and a proxy configuration. In: a number. Out: manifests as text and the objects they were made from; the same for the
 * same number.
 */
import type { IpFamily } from '../../core/ip/address.ts';
import { addressesOf, nodeName, otherNode } from './clusterAddresses.ts';
import { type GeneratedEndpoint, type GeneratedService, generateService } from './generateService.ts';
import { type Random, randomFrom } from './random.ts';

export interface GeneratedCluster {
  readonly services: readonly GeneratedService[];
  readonly manifests: string;
  readonly config: string;
  readonly host: string;
}

export const podInterfacePrefix = 'pod';

const families: readonly IpFamily[] = ['IPv4', 'IPv6'];

export function generateCluster(seed: number): GeneratedCluster {
  const random = randomFrom(seed);
  const services = Array.from({ length: 1 + random.below(6) }, (_, index) => generateService(random, index));
  const objects = [
    nodeObject(nodeName, 'node', 'podRange'),
    nodeObject(otherNode, 'otherNode', 'otherPodRange'),
    serviceCidr(),
    ...services.flatMap(service => [serviceObject(service), ...sliceObjects(service)]),
  ];
  return {
    services,
    manifests: objects.map(object => JSON.stringify(object)).join('\n---\n'),
    config: JSON.stringify(generateConfig(random)),
    host: JSON.stringify(hostFacts()),
  };
}

function both(field: 'node' | 'otherNode' | 'podRange' | 'otherPodRange' | 'clusterRange' | 'serviceRange'): string[] {
  return families.map(family => addressesOf[family][field]);
}

function nodeObject(name: string, address: 'node' | 'otherNode', range: 'podRange' | 'otherPodRange') {
  const podCIDRs = both(range);
  const addresses = both(address).map(text => ({ type: 'InternalIP', address: text }));
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: { podCIDR: podCIDRs[0], podCIDRs },
    status: { addresses },
  };
}

function serviceCidr() {
  const spec = { cidrs: both('serviceRange') };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: { name: 'kubernetes' }, spec };
}

function familyOf(address: string): IpFamily {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}

function serviceObject({ name, spec, ingress }: GeneratedService) {
  const own = { clusterIP: spec.clusterIPs[0], ipFamilies: spec.clusterIPs.map(familyOf) };
  const ipFamilyPolicy = spec.clusterIPs.length > 1 ? 'RequireDualStack' : 'SingleStack';
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { ...spec, ...own, ipFamilyPolicy },
    status: { loadBalancer: { ingress } },
  };
}

function sliceObjects({ name, spec, endpoints }: GeneratedService) {
  const ports = spec.ports.map(port => ({ name: port.name, protocol: port.protocol, port: port.targetPort }));
  return Object.entries(endpoints).map(([family, items]: [string, readonly GeneratedEndpoint[]]) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${family.toLowerCase()}`,
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': name },
    },
    addressType: family,
    ports,
    endpoints: items,
  }));
}

function generateConfig(random: Random) {
  const clusterCIDR = both('clusterRange').join(',');
  const detection = random.pick([
    { clusterCIDR },
    { clusterCIDR },
    { detectLocalMode: 'NodeCIDR' },
    { detectLocalMode: 'InterfaceNamePrefix', detectLocal: { interfaceNamePrefix: podInterfacePrefix } },
  ]);
  const masqueradeAll = random.chance(0.15);
  const nodePortAddresses = random.pick([[], [], ['primary'], ['172.16.5.0/24', 'fd00:172:16:5::/64'], ['0.0.0.0/0']]);
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    hostnameOverride: nodeName,
    ...detection,
    nodePortAddresses,
    iptables: { masqueradeAll, localhostNodePorts: random.chance(0.7) },
    nftables: { masqueradeAll },
  };
}

function hostFacts() {
  const on = (field: 'node' | 'secondary') =>
    families.map(family => `${addressesOf[family][field]}/${addressesOf[family].nodeBits}`);
  return {
    interfaces: [
      { name: 'lo', addresses: ['127.0.0.1/8', '::1/128'] },
      { name: 'eth0', addresses: on('node') },
      { name: 'eth1', addresses: on('secondary') },
    ],
    iptablesRandomFully: true,
  };
}
