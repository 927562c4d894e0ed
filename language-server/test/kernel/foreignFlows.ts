/** Who sends what to whom through rules of other programs, and the node's network as it is. */
import { type IpFamily, parseAddress } from '../../core/ip/address.ts';
import { network as makeRange, parseCidr } from '../../core/ip/cidr.ts';
import type { HostNetwork } from '../../core/netfilter/hostNetwork.ts';
import { addressesOf } from '../support/clusterAddresses.ts';
import { podInterfacePrefix } from '../support/generateCluster.ts';
import type { Flow, Sender } from './flowsList.ts';
import type { Listener } from './flowsProtocol.ts';

const everywhere = { IPv4: '0.0.0.0/0', IPv6: '::/0' } as const;
const bits = { IPv4: 32, IPv6: 128 } as const;

/** As `makeNetwork` wires it. */
export function foreignHost(family: IpFamily): HostNetwork {
  const { node, secondary, nodeBits, podGateway, pods, plainPod, loopback } = addressesOf[family];
  const on = (text: string, length: number) => {
    const address = parseAddress(text)!;
    return { address, network: makeRange(address, length) };
  };
  const all = [...pods, plainPod];
  const wire = (i: number) => `${podInterfacePrefix}${i}`;
  const connected = [
    [node, 'eth0'],
    [secondary, 'eth1'],
  ] as const;
  return {
    family,
    interfaces: [
      { name: 'lo', addresses: [on(loopback, family === 'IPv4' ? 8 : 128)] },
      ...connected.map(([address, name]) => ({ name, addresses: [on(address, nodeBits)] })),
      ...all.map((_, i) => ({ name: wire(i), addresses: [on(podGateway, bits[family])] })),
    ],
    routes: [
      ...all.map((pod, i) => ({ destination: parseCidr(`${pod}/${bits[family]}`)!, interface: wire(i) })),
      ...connected.map(([address, name]) => ({ destination: on(address, nodeBits).network, interface: name })),
      { destination: parseCidr(everywhere[family])!, interface: 'eth0' },
    ],
    routeLocalnet: false,
  };
}

const targets: readonly (readonly ['tcp' | 'udp', keyof Places, number])[] = [
  ['tcp', 'pod', 80],
  ['tcp', 'pod', 81],
  ['udp', 'pod', 53],
  ['tcp', 'otherPod', 80],
  ['tcp', 'node', 22],
  ['tcp', 'node', 8080],
  ['udp', 'node', 53],
  ['tcp', 'remotePod', 80],
  ['tcp', 'clusterIp', 80],
  ['tcp', 'outside', 80],
  ['tcp', 'outside', 443],
  ['tcp', 'alsoOutside', 80],
];

interface Places {
  readonly pod: string;
  readonly otherPod: string;
  readonly node: string;
  readonly remotePod: string;
  readonly clusterIp: string;
  readonly outside: string;
  readonly alsoOutside: string;
}

function placesOf(family: IpFamily): Places {
  const { pods, node, otherPods, clusterIp, externalIp } = addressesOf[family];
  return {
    pod: pods[1]!,
    otherPod: pods[2]!,
    node,
    remotePod: otherPods[0]!,
    clusterIp: clusterIp(1),
    outside: externalIp(0),
    alsoOutside: externalIp(1),
  };
}

export function foreignFlows(family: IpFamily): Flow[] {
  const { pods, clients, otherPlainPod } = addressesOf[family];
  const places = placesOf(family);
  const senders: Sender[] = [
    { kind: 'pod', address: pods[0]! },
    { kind: 'pod', address: pods[1]! },
    { kind: 'node' },
    ...clients.map((address): Sender => ({ kind: 'client', address })),
    { kind: 'remote pod', address: otherPlainPod },
  ];
  return targets.flatMap(([protocol, place, port]) =>
    senders
      .filter(({ address }) => address !== places[place])
      .map(sender => ({
        sender,
        target: { protocol, address: places[place], port },
        what: place,
        affinity: undefined,
      })),
  );
}

/** Wherever rules may send a packet, and where it was sent. */
export function foreignListeners(family: IpFamily, flows: readonly Flow[]): Listener[] {
  const { pods, podGateway, loopback, node, otherPods } = addressesOf[family];
  const tcp = [...pods, ...otherPods.slice(0, 2)].flatMap(address =>
    [80, 81, 443].map(port => ({ protocol: 'tcp' as const, address, port })),
  );
  const redirected = [podGateway, loopback, node].map(address => ({ protocol: 'tcp' as const, address, port: 8080 }));
  const all: Listener[] = [
    ...tcp,
    ...redirected,
    ...pods.map(address => ({ protocol: 'udp' as const, address, port: 54 })),
    ...flows.map(({ target }) => target),
  ];
  return [...new Map(all.map(at => [`${at.protocol} ${at.address} ${at.port}`, at])).values()];
}
