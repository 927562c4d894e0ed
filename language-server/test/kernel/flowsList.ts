/** Who sends what to whom in a generated cluster. In: the cluster, a family. Out: flows, and the listeners that they need. */
import type { IpFamily } from '../../core/ip/address.ts';
import { addressesOf } from '../support/clusterAddresses.ts';
import type { GeneratedCluster } from '../support/generateCluster.ts';
import type { GeneratedPort, GeneratedService } from '../support/generateService.ts';
import type { Listener } from './flowsProtocol.ts';

export interface Sender {
  readonly kind: 'pod' | 'endpoint pod' | 'node' | 'client' | 'remote pod';
  /** Absent where the kernel chooses. */
  readonly address?: string;
}

export interface Flow {
  readonly sender: Sender;
  readonly target: Listener;
  /** For people: which address of which Service. */
  readonly what: string;
  /** The Service port whose clients keep their endpoint; undefined without affinity. */
  readonly affinity: string | undefined;
}

type Target = Omit<Flow, 'sender'> & {
  /** Pods of this node that the Service port may lead back to. */
  readonly endpointPods: readonly string[];
};

export function listFlows({ services }: GeneratedCluster, family: IpFamily): Flow[] {
  const own = services.flatMap(service => serviceTargets(service, family));
  const targets = [...own, nobody(family)];
  return targets.flatMap(({ endpointPods, ...target }) =>
    sendersTo(target.target, endpointPods, family).map(sender => ({ sender, ...target })),
  );
}

function sendersTo({ address }: Listener, endpointPods: readonly string[], family: IpFamily): Sender[] {
  const { plainPod, clients, otherPlainPod, loopback } = addressesOf[family];
  const outside = clients.map((client): Sender => ({ kind: 'client', address: client }));
  // From outside, the kernel refuses ::1 before any rule, and a pod's 127.0.0.1 is its own.
  if (address === loopback) return [{ kind: 'node' }, ...(family === 'IPv4' ? outside.slice(0, 1) : [])];
  const senders: Sender[] = [
    { kind: 'pod', address: plainPod },
    ...endpointPods.map((pod): Sender => ({ kind: 'endpoint pod', address: pod })),
    { kind: 'node' },
    ...outside,
    { kind: 'remote pod', address: otherPlainPod },
  ];
  return senders.filter(sender => sender.address !== address);
}

function nobody(family: IpFamily): Target {
  const target = { protocol: 'tcp', address: addressesOf[family].nobodysClusterIp, port: 80 } as const;
  return { target, what: "a cluster IP that is nobody's", affinity: undefined, endpointPods: [] };
}

function clusterIpOf({ spec }: GeneratedService, family: IpFamily): string | undefined {
  return spec.clusterIPs.find(isOf(family));
}

function isOf(family: IpFamily): (address: string) => boolean {
  return address => address.includes(':') === (family === 'IPv6');
}

function serviceTargets(service: GeneratedService, family: IpFamily): Target[] {
  const clusterIp = clusterIpOf(service, family);
  if (clusterIp === undefined) return [];
  const { name, spec } = service;
  const plain = { affinity: undefined, endpointPods: [] };
  const unknown = { protocol: 'tcp', address: clusterIp, port: 9 } as const;
  const targets: Target[] = [{ target: unknown, what: `${name}, a port that it does not have`, ...plain }];
  if (spec.healthCheckNodePort !== undefined) {
    const check = { protocol: 'tcp', address: addressesOf[family].node, port: spec.healthCheckNodePort } as const;
    targets.push({ target: check, what: `${name}, health check`, ...plain });
  }
  const [endpoint] = service.endpoints[family] ?? [];
  return [
    ...targets,
    ...spec.ports.flatMap(port => portTargets(service, port, { clusterIp, family })),
    ...(endpoint ? spec.ports.slice(0, 1).map(port => direct(service, port, endpoint.addresses[0])) : []),
  ];
}

function direct({ name }: GeneratedService, { protocol, targetPort }: GeneratedPort, address: string): Target {
  const target = { protocol: lower(protocol), address, port: targetPort };
  return { target, what: `an endpoint of ${name}`, affinity: undefined, endpointPods: [] };
}

function lower(protocol: GeneratedPort['protocol']): Listener['protocol'] {
  return protocol === 'TCP' ? 'tcp' : 'udp';
}

function portTargets(
  service: GeneratedService,
  { name: portName, protocol, port, nodePort }: GeneratedPort,
  { clusterIp, family }: { clusterIp: string; family: IpFamily },
): Target[] {
  const { name, spec, ingress } = service;
  const { node, secondary, loopback } = addressesOf[family];
  const addresses: [string, string, number][] = [
    ['cluster IP', clusterIp, port],
    ...ingress.map(({ ip }): [string, string, number] => ['load balancer', ip, port]),
    ...spec.externalIPs.map((ip): [string, string, number] => ['external IP', ip, port]),
  ];
  if (nodePort !== undefined) {
    for (const address of [node, secondary, loopback]) addresses.push(['node port', address, nodePort]);
  }
  return addresses
    .filter(([, address]) => isOf(family)(address))
    .map(([kind, address, at]) => ({
      target: { protocol: lower(protocol), address, port: at },
      what: `${name}:${portName}, ${kind}`,
      affinity: spec.sessionAffinity === 'ClientIP' ? `${name}:${portName}` : undefined,
      endpointPods: localPods(service, family).slice(0, 2),
    }));
}

function localPods({ endpoints }: GeneratedService, family: IpFamily): string[] {
  const addresses = (endpoints[family] ?? []).map(({ addresses: [address] }) => address);
  return addresses.filter(address => addressesOf[family].pods.includes(address));
}

/** Where packets may come to: at all endpoints, ready or not, and at all destinations as they are. */
export function listenersFor({ services }: GeneratedCluster, family: IpFamily, flows: readonly Flow[]): Listener[] {
  const atEndpoints = services.flatMap(({ endpoints, spec }) =>
    (endpoints[family] ?? []).flatMap(({ addresses: [address] }) =>
      spec.ports.map(port => ({ protocol: lower(port.protocol), address, port: port.targetPort })),
    ),
  );
  const all = [...atEndpoints, ...flows.map(({ target }) => target)];
  return [...new Map(all.map(at => [`${at.protocol} ${at.address} ${at.port}`, at])).values()];
}
