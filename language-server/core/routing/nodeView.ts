/**
 * The node whose rules are computed: its name, addresses, zone and pod ranges, and what its system can do.
 * In: Node objects, kube-proxy's configuration, host.yaml data where the person has one. Out: one NodeView; where no
 * Node object fits, one that knows as little as kube-proxy would.
 */
import type { Node } from '../cluster/objects.ts';
import { type IpAddress, type IpFamily, isLoopback, parseAddress } from '../ip/address.ts';
import { network } from '../ip/cidr.ts';
import type { HostFacts, InterfaceAddress } from '../netfilter/hostFacts.ts';
import type { ObjectOrigin } from './origin.ts';
import { booleanAt, listAt, stringAt } from './plainData.ts';
import type { ProxyConfig } from './proxyConfig.ts';

export interface NodeView {
  readonly name: string;
  /**
   * The node that kube-proxy takes itself to be on: its hostnameOverride. Endpoints are local where their node name is
   * this one. Where no Node has the name, every endpoint is remote, and kube-proxy finds no addresses, zone or pod range.
   */
  readonly proxyName: string;
  /** No Node object stands behind it. */
  readonly synthetic: boolean;
  readonly zone: string | undefined;
  /** A family without a known address has the loopback address, as in kube-proxy. */
  readonly ips: Readonly<Record<IpFamily, IpAddress>>;
  /** Those that the Node object has, whether kube-proxy finds it or not. */
  readonly addresses: Readonly<Partial<Record<IpFamily, IpAddress>>>;
  readonly podCidrs: readonly string[];
  readonly host: HostFacts;
  readonly origin: ObjectOrigin | undefined;
}

const zoneLabel = 'topology.kubernetes.io/zone';
const loopback: Readonly<Record<IpFamily, IpAddress>> = {
  IPv4: { family: 'IPv4', text: '127.0.0.1' },
  IPv6: { family: 'IPv6', text: '::1' },
};

/** Undefined when the data does not describe a host at all. */
export function readHostFacts(data: unknown): HostFacts | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  return {
    interfaces: listAt(data, 'interfaces').map(item => ({
      name: stringAt(item, 'name') ?? '',
      addresses: listAt(item, 'addresses').flatMap(text => readInterfaceAddress(text) ?? []),
    })),
    iptablesRandomFully: booleanAt(data, 'iptablesRandomFully') ?? true,
    accounting: booleanAt(data, 'nfacct') ?? false,
    conntrackBeLiberal: booleanAt(data, 'conntrackTCPBeLiberal') ?? false,
  };
}

function readInterfaceAddress(text: unknown): InterfaceAddress | undefined {
  if (typeof text !== 'string') return undefined;
  const [ip = '', bits] = text.split('/');
  const address = parseAddress(ip);
  return address && interfaceAddress(address, bits === undefined ? undefined : Number(bits));
}

function interfaceAddress(address: IpAddress, bits: number | undefined): InterfaceAddress {
  const widest = address.family === 'IPv4' ? 32 : 128;
  const prefixLength = bits !== undefined && Number.isInteger(bits) && bits >= 0 && bits <= widest ? bits : widest;
  return { address, network: network(address, prefixLength) };
}

export function nodeView(input: {
  readonly nodes: readonly Node[];
  readonly config: ProxyConfig;
  readonly nodeName?: string | undefined;
  readonly host?: HostFacts | undefined;
}): NodeView {
  const { nodes, config } = input;
  const stray = isStrayOverride(config, nodes) ? config.hostnameOverride : undefined;
  const wanted = input.nodeName ?? (stray === undefined ? config.hostnameOverride : undefined);
  const node = wanted === undefined ? firstByName(nodes) : nodes.findLast(candidate => candidate.name === wanted);
  const known = node ? nodeAddresses(node) : {};
  const bound = config.bindAddress && { [config.bindAddress.family]: config.bindAddress };
  const name = wanted ?? node?.name ?? 'node';
  const found = stray === undefined ? node : undefined;
  return {
    name,
    proxyName: stray ?? name,
    synthetic: node === undefined,
    zone: found?.labels[zoneLabel],
    ips: { ...loopback, ...(found && known), ...bound },
    addresses: known,
    podCidrs: node?.podCIDRs ?? [],
    host: input.host ?? hostOf(known),
    origin: node && { kind: 'object', objectKind: 'Node', name: node.name, source: node.source, path: ['spec'] },
  };
}

/**
 * The configuration is one for all nodes: a name that belongs to a Node is taken for that node's own, but one that no Node
 * has is the name under which kube-proxy runs everywhere.
 */
export function isStrayOverride({ hostnameOverride }: ProxyConfig, nodes: readonly Node[]): boolean {
  return hostnameOverride !== undefined && nodes.length > 0 && !nodes.some(({ name }) => name === hostnameOverride);
}

/** An address of the node itself; undefined where none is known. */
export function ownAddress({ ips, addresses }: NodeView, family: IpFamily): IpAddress | undefined {
  return isLoopback(ips[family]) ? addresses[family] : ips[family];
}

function firstByName(nodes: readonly Node[]): Node | undefined {
  return nodes.reduce<Node | undefined>((first, node) => (first && first.name < node.name ? first : node), undefined);
}

/** Internal addresses before external ones; the first of each family. */
function nodeAddresses(node: Node): Partial<Record<IpFamily, IpAddress>> {
  const found: Partial<Record<IpFamily, IpAddress>> = {};
  for (const type of ['InternalIP', 'ExternalIP']) {
    for (const entry of node.addresses.filter(candidate => candidate.type === type)) {
      const address = parseAddress(entry.address);
      if (address) found[address.family] ??= address;
    }
  }
  return found;
}

/** A host with the node's own addresses on one interface, where nothing says what it really has. */
function hostOf(addresses: Partial<Record<IpFamily, IpAddress>>): HostFacts {
  const { IPv4, IPv6 } = addresses;
  return {
    interfaces: [
      { name: 'lo', addresses: [interfaceAddress(loopback.IPv4, 8), interfaceAddress(loopback.IPv6, 128)] },
      {
        name: 'eth0',
        nameAssumed: true,
        addresses: [IPv4 && interfaceAddress(IPv4, 24), IPv6 && interfaceAddress(IPv6, 64)].filter(
          a => a !== undefined,
        ),
      },
    ],
    iptablesRandomFully: true,
    accounting: false,
    conntrackBeLiberal: false,
  };
}
