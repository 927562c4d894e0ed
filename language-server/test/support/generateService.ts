/** One Service with its EndpointSlices, as manifests hold them. In: random choices, a number. Out: plain objects. */
import type { IpFamily } from '../../core/ip/address.ts';
import { addressesOf, nodeName, otherNode } from './clusterAddresses.ts';
import type { Random } from './random.ts';

export interface GeneratedPort {
  readonly name: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
  readonly targetPort: number;
  readonly nodePort?: number;
}

export interface GeneratedEndpoint {
  readonly addresses: readonly [string];
  readonly conditions: Readonly<Record<string, boolean>>;
  readonly nodeName?: string;
}

export interface GeneratedService {
  readonly name: string;
  readonly spec: {
    readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
    readonly clusterIPs: readonly string[];
    readonly ports: readonly GeneratedPort[];
    readonly externalIPs: readonly string[];
    readonly sessionAffinity: 'None' | 'ClientIP';
    readonly healthCheckNodePort?: number;
  };
  readonly ingress: readonly { readonly ip: string }[];
  readonly endpoints: Readonly<Partial<Record<IpFamily, readonly GeneratedEndpoint[]>>>;
}

export function generateService(random: Random, index: number): GeneratedService {
  const families = random.pick<readonly IpFamily[]>([['IPv4'], ['IPv4', 'IPv6'], ['IPv6', 'IPv4']]);
  const type = random.pick(['ClusterIP', 'NodePort', 'LoadBalancer', 'LoadBalancer'] as const);
  const affinity = random.chance(0.2);
  const isPublic = type !== 'ClusterIP';
  const keepsClient = isPublic && random.chance(0.4);
  const hasNodePorts = type === 'NodePort' || (type === 'LoadBalancer' && random.chance(0.8));
  return {
    name: `service-${index}`,
    spec: {
      type,
      clusterIPs: families.map(family => addressesOf[family].clusterIp(index)),
      ports: generatePorts(random, hasNodePorts ? index : undefined),
      externalIPs: random.chance(0.25) ? families.map(family => externalIp(random, family, { index, affinity })) : [],
      sessionAffinity: affinity ? 'ClientIP' : 'None',
      ...(random.chance(0.2) ? { internalTrafficPolicy: 'Local' } : {}),
      ...(isPublic ? { externalTrafficPolicy: keepsClient ? 'Local' : 'Cluster' } : {}),
      ...(type === 'LoadBalancer' ? generateBalancing(random, families, hasNodePorts) : {}),
      ...(type === 'LoadBalancer' && keepsClient ? { healthCheckNodePort: 31000 + index } : {}),
    },
    ingress: type === 'LoadBalancer' && random.chance(0.9) ? generateIngress(random, families, index) : [],
    endpoints: Object.fromEntries(families.map(family => [family, generateEndpoints(random, family, affinity)])),
  };
}

/**
 * At times an address of the node itself, where packets come to INPUT instead of FORWARD. Several Services may claim it;
 * none with affinity, so that it does not take the rules to know whether a flow has it.
 */
function externalIp(
  random: Random,
  family: IpFamily,
  { index, affinity }: { index: number; affinity: boolean },
): string {
  const addresses = addressesOf[family];
  return random.chance(affinity ? 0 : 0.2) ? addresses.secondary : addresses.externalIp(index);
}

function generatePorts(random: Random, index: number | undefined): GeneratedPort[] {
  return random.some([80, 443, 5353, 8000], random.chance(0.3) ? 2 : 1).map((port, i) => ({
    name: `port-${i}`,
    protocol: random.chance(0.3) ? 'UDP' : 'TCP',
    port,
    targetPort: random.pick([8080, 8081, port]),
    ...(index === undefined ? {} : { nodePort: 30000 + index * 10 + i }),
  }));
}

function generateBalancing(random: Random, families: readonly IpFamily[], hasNodePorts: boolean) {
  const count = random.chance(0.5) ? 1 + random.below(2) : 0;
  const ranges = families.flatMap(family => random.some(addressesOf[family].sourceRanges, count));
  return {
    ...(count ? { loadBalancerSourceRanges: ranges } : {}),
    ...(hasNodePorts ? {} : { allocateLoadBalancerNodePorts: false }),
  };
}

function generateIngress(random: Random, families: readonly IpFamily[], index: number) {
  const mode = random.chance(0.15) ? { ipMode: 'Proxy' } : {};
  return families.map(family => ({ ip: addressesOf[family].vip(index), ...mode }));
}

function generateEndpoints(random: Random, family: IpFamily, affinity: boolean): GeneratedEndpoint[] {
  const { pods, otherPods, node, otherNode: neighbour } = addressesOf[family];
  const places = [
    ...pods.map(address => ({ address, on: nodeName })),
    ...otherPods.map(address => ({ address, on: otherNode })),
    ...random.some([{ address: node, on: nodeName }], random.below(2)),
    ...random.some([{ address: neighbour, on: otherNode }], random.below(2)),
  ];
  const draining = random.chance(0.15);
  return random.some(places, random.pick([0, 1, 2, 2, 3, 4])).map(({ address, on }) => ({
    addresses: [address],
    conditions: generateConditions(random, draining),
    // Nobody has to say where an endpoint is. It may then fail to reach itself, which costs patience in every try.
    ...(random.chance(affinity ? 0 : 0.1) ? {} : { nodeName: on }),
  }));
}

/** Terminating ones are served where no other is ready, so at times none is. */
function generateConditions(random: Random, draining: boolean): Record<string, boolean> {
  if (!draining && random.chance(0.75)) return random.chance(0.8) ? { ready: true } : {};
  const terminating = draining || random.chance(0.6);
  return { ready: false, serving: random.chance(0.7), terminating };
}
