/**
 * The network around one node, both families at once: its pods each in a box, a router, and behind it a box of clients and
 * a box of everything else that answers. The router sends all that comes from outside to the node first, whatever its
 * destination, so requests and answers cross the node's rules. Addresses are those of generated clusters.
 */
import type { IpFamily } from '../../core/ip/address.ts';
import { addressesOf, type FamilyAddresses } from '../support/clusterAddresses.ts';
import { podInterfacePrefix } from '../support/generateCluster.ts';
import { type Box, makeBox } from './flowsBox.ts';

export interface Network {
  readonly node: Box;
  /** Clients, and pods of other nodes as senders. */
  readonly clients: Box;
  /** Endpoints elsewhere, and whoever gets what leaves the node unchanged. */
  readonly others: Box;
  /** By IPv4 and IPv6 address. */
  readonly pods: ReadonlyMap<string, Box>;
  readonly all: readonly Box[];
  readonly close: () => void;
}

const families = ['IPv4', 'IPv6'] as const;
const bits = { IPv4: 32, IPv6: 128 } as const;

export async function makeNetwork(): Promise<Network> {
  const podNames = podPairs().map((_, i) => `pod ${i}`);
  const made = await Promise.allSettled(['node', 'router', 'clients', 'others', ...podNames].map(makeBox));
  const all = made.flatMap(result => (result.status === 'fulfilled' ? result.value : []));
  const close = () => {
    for (const box of all) box.close();
  };
  try {
    const failed = made.find(result => result.status === 'rejected');
    if (failed) throw failed.reason;
    const [node, router, clients, others, ...pods] = all as [Box, Box, Box, Box, ...Box[]];
    await wire({ node, router, clients, others, pods });
    const byAddress = podPairs().flatMap((pair, i) => pair.map(address => [address, pods[i]!] as const));
    return { node, clients, others, pods: new Map(byAddress), all, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Each pod's two addresses. */
function podPairs(): string[][] {
  const podsOf = ({ pods, plainPod }: FamilyAddresses) => [...pods, plainPod];
  return podsOf(addressesOf.IPv4).map((address, i) => [address, podsOf(addressesOf.IPv6)[i]!]);
}

interface Boxes {
  readonly node: Box;
  readonly router: Box;
  readonly clients: Box;
  readonly others: Box;
  readonly pods: readonly Box[];
}

async function wire(boxes: Boxes): Promise<void> {
  const { node, router, clients, others, pods } = boxes;
  const all = [node, router, clients, others, ...pods];
  await Promise.all(all.map(box => box.ask({ do: 'set', values: quiet })));
  for (const box of [node, router]) await box.ask({ do: 'set', values: forwarding });
  // A client on the link can send to 127.0.0.1 of the node, if its own kernel and the router let it.
  for (const box of [router, clients]) await box.ask({ do: 'set', values: routedLoopback });
  await others.ask({ do: 'set', values: boundRanges });
  await makeLinks(boxes);
  for (const family of families) {
    await Promise.all([
      ip(node, nodeLines(family), family),
      ip(router, routerLines(family), family),
      ip(clients, clientLines(family), family),
      ip(others, otherLines(family), family),
      ...pods.map((box, i) => ip(box, podLines(family, i), family)),
    ]);
  }
}

function ip(box: Box, lines: readonly string[], family?: IpFamily): Promise<string> {
  const option = family === undefined ? [] : [family === 'IPv4' ? '-4' : '-6'];
  return box.run(['ip', ...option, '-batch', '-'], `${lines.join('\n')}\n`);
}

const quiet: [string, string][] = [
  ['ipv4/conf/all/rp_filter', '0'],
  ['ipv4/conf/default/rp_filter', '0'],
  ['ipv4/conf/all/send_redirects', '0'],
  ['ipv4/conf/default/send_redirects', '0'],
  // Every rejection counts here.
  ['ipv4/icmp_ratelimit', '0'],
  ['ipv4/icmp_ratemask', '0'],
  ['ipv6/icmp/ratelimit', '0'],
  ['ipv6/icmp/ratemask', '\n'],
  // No address waits to see whether another has it.
  ['ipv6/conf/all/accept_dad', '0'],
  ['ipv6/conf/default/accept_dad', '0'],
  ['ipv6/conf/default/dad_transmits', '0'],
  ['ipv6/conf/default/accept_ra', '0'],
  ['ipv6/conf/all/accept_redirects', '0'],
];

const forwarding: [string, string][] = [
  ['ipv4/ip_forward', '1'],
  ['ipv6/conf/all/forwarding', '1'],
];

const routedLoopback: [string, string][] = [
  ['ipv4/conf/all/route_localnet', '1'],
  ['ipv4/conf/default/route_localnet', '1'],
];

/** IPv6 knows a range on the loopback interface as its own, yet lets nobody bind to its addresses without this. */
const boundRanges: [string, string][] = [['ipv6/ip_nonlocal_bind', '1']];

/** Boxes that clients sit in, and the router, have no loopback interface up, since 127.0.0.1 would be their own. */
async function makeLinks({ node, router, clients, others, pods }: Boxes): Promise<void> {
  const link = (name: string, to: string, box: Box) => [
    `link add ${name} type veth peer name ${to} netns ${box.pid}`,
    `link set ${name} up`,
  ];
  const podLinks = pods.flatMap((pod, i) => link(`${podInterfacePrefix}${i}`, 'eth0', pod));
  await ip(node, [
    'link set lo up',
    ...link('eth0', 'to-node', router),
    ...link('eth1', 'to-nowhere', router),
    ...podLinks,
  ]);
  const routerLinks = [...link('to-clients', 'eth0', clients), ...link('to-others', 'eth0', others)];
  await ip(router, ['link set to-node up', 'link set to-nowhere up', ...routerLinks]);
  await ip(clients, ['link set eth0 up']);
  await Promise.all([others, ...pods].map(box => ip(box, ['link set lo up', 'link set eth0 up'])));
}

type Wire = 'clients' | 'others';

/** The router's address on a wire, and that of the box at its other end. */
function wireAddress(family: IpFamily, wire: Wire, end: 1 | 2): string {
  const number = wire === 'clients' ? 1 : 2;
  return family === 'IPv4' ? `169.254.${number}.${end}` : `fd00:ffff:${number}::${end}`;
}

const everywhere = { IPv4: '0.0.0.0/0', IPv6: '::/0' } as const;

function nodeLines(family: IpFamily): string[] {
  const { node, secondary, nodeBits, podGateway, router, otherNode, pods, plainPod } = addressesOf[family];
  const podLinks = [...pods, plainPod].flatMap((pod, i) => [
    `addr add ${podGateway}/${bits[family]} dev ${podInterfacePrefix}${i}`,
    `route add ${pod} dev ${podInterfacePrefix}${i}`,
  ]);
  return [
    `addr add ${node}/${nodeBits} dev eth0`,
    `addr add ${secondary}/${nodeBits} dev eth1`,
    ...podLinks,
    ...[everywhere[family], otherNode].map(to => `route add ${to} via ${router} dev eth0 onlink`),
  ];
}

function routerLines(family: IpFamily): string[] {
  const { node, secondary, router, clients, otherPlainPod } = addressesOf[family];
  const wires = ['clients', 'others'] as const;
  const senders = [...clients, otherPlainPod];
  return [
    `addr add ${router}/${bits[family]} dev to-node`,
    `route add ${node} dev to-node`,
    `route add ${secondary} via ${node} dev to-node`,
    ...wires.flatMap(wire => [
      `addr add ${wireAddress(family, wire, 1)}/${bits[family] - 2} dev to-${wire}`,
      `rule add pref 50 iif to-${wire} lookup 100`,
    ]),
    `route add ${everywhere[family]} via ${node} dev to-node table 100`,
    ...senders.map(address => `route add ${address} via ${wireAddress(family, 'clients', 2)} dev to-clients`),
    `route add ${everywhere[family]} via ${wireAddress(family, 'others', 2)} dev to-others`,
  ];
}

function boxLines(family: IpFamily, wire: Wire): string[] {
  return [
    `addr add ${wireAddress(family, wire, 2)}/${bits[family] - 2} dev eth0`,
    `route add ${everywhere[family]} via ${wireAddress(family, wire, 1)} dev eth0`,
  ];
}

function clientLines(family: IpFamily): string[] {
  const { clients, otherPlainPod } = addressesOf[family];
  const addresses = [...clients, otherPlainPod].map(address => `addr add ${address}/${bits[family]} dev eth0`);
  return [...boxLines(family, 'clients'), ...addresses];
}

/** Whole ranges are local there, so that any of their addresses can answer. */
function otherLines(family: IpFamily): string[] {
  const { otherNode, otherPods, serviceRange, vipRange, externalRange } = addressesOf[family];
  const ranges = [otherNode, ...otherPods, serviceRange, vipRange, externalRange];
  return [...boxLines(family, 'others'), ...ranges.map(range => `route add local ${range} dev lo`)];
}

function podLines(family: IpFamily, number: number): string[] {
  const { podGateway, pods, plainPod } = addressesOf[family];
  return [
    `addr add ${[...pods, plainPod][number]}/${bits[family]} dev eth0`,
    `route add ${podGateway} dev eth0`,
    `route add ${everywhere[family]} via ${podGateway} dev eth0`,
  ];
}
