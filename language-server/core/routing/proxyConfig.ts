/**
 * A KubeProxyConfiguration, typed and with kube-proxy's defaults. In: its plain data, or nothing. Out: the
 * configuration, and sentences on values that kube-proxy would not start with; those fall back to their defaults.
 */
import { hasControlCharacter } from '../base/visibleText.ts';
import { type IpAddress, type IpFamily, isUnspecified, parseAddress } from '../ip/address.ts';
import { type IpNetwork, parseCidr } from '../ip/cidr.ts';
import { booleanAt, integerAt, listAt, mapAt, type PlainMap, stringAt } from './plainData.ts';

export type ProxyMode = 'iptables' | 'nftables' | 'ipvs';

/** How pod traffic is told apart from other traffic. */
export type DetectLocal =
  | { readonly mode: 'ClusterCIDR'; readonly cidrs: Readonly<Partial<Record<IpFamily, IpNetwork>>> }
  | { readonly mode: 'NodeCIDR' }
  | { readonly mode: 'BridgeInterface' | 'InterfaceNamePrefix'; readonly name: string };

export type NodePortAddresses = 'primary' | readonly IpNetwork[];

export interface ProxyConfig {
  readonly mode: ProxyMode;
  /** Trimmed and lower-cased; undefined where the configuration names no node. */
  readonly hostnameOverride: string | undefined;
  /** Undefined where kube-proxy listens on all addresses. */
  readonly bindAddress: IpAddress | undefined;
  readonly detectLocal: DetectLocal;
  /** Empty: the mode's default. */
  readonly nodePortAddresses: NodePortAddresses;
  /** nftables mode has its own two settings, the other modes share one pair. */
  readonly iptables: {
    readonly masqueradeAll: boolean;
    readonly masqueradeBit: number;
    readonly localhostNodePorts: boolean;
  };
  readonly nftables: { readonly masqueradeAll: boolean; readonly masqueradeBit: number };
  readonly ipvs: { readonly scheduler: string; readonly strictArp: boolean };
  readonly allowExternalIps: boolean;
}

const modes: readonly string[] = ['iptables', 'nftables', 'ipvs'];

export function readProxyConfig(data: Readonly<Record<string, unknown>> | undefined): {
  config: ProxyConfig;
  problems: string[];
} {
  const problems: string[] = [];
  const iptables = mapAt(data, 'iptables');
  const bindAddress = parseAddress(stringAt(data, 'bindAddress') ?? '');
  const config: ProxyConfig = {
    mode: readMode(stringAt(data, 'mode'), problems),
    hostnameOverride: stringAt(data, 'hostnameOverride')?.trim().toLowerCase() || undefined,
    bindAddress: bindAddress && !isUnspecified(bindAddress) ? bindAddress : undefined,
    detectLocal: readDetectLocal(data, problems),
    nodePortAddresses: readNodePortAddresses(listAt(data, 'nodePortAddresses'), problems),
    iptables: {
      ...readMasquerade(iptables, 'iptables', problems),
      localhostNodePorts: booleanAt(iptables, 'localhostNodePorts') ?? true,
    },
    nftables: readMasquerade(mapAt(data, 'nftables'), 'nftables', problems),
    ipvs: {
      scheduler: readScheduler(data, problems),
      strictArp: booleanAt(mapAt(data, 'ipvs'), 'strictARP') ?? false,
    },
    allowExternalIps: booleanAt(mapAt(data, 'featureGates'), 'AllowServiceExternalIPs') ?? true,
  };
  return { config, problems };
}

function readMode(mode: string | undefined, problems: string[]): ProxyMode {
  if (!mode) return 'iptables';
  if (modes.includes(mode)) return mode as ProxyMode;
  problems.push(
    mode === 'userspace'
      ? 'mode: userspace was removed in Kubernetes 1.26 (kube-proxy itself forwarded the connections); reading it as iptables'
      : `mode: "${mode}" is not one of iptables, nftables, ipvs; reading it as iptables`,
  );
  return 'iptables';
}

function readMasquerade(data: PlainMap, section: string, problems: string[]) {
  const bit = integerAt(data, 'masqueradeBit') ?? 14;
  if (bit < 0 || bit > 31) problems.push(`${section}.masqueradeBit: ${bit} is not a bit from 0 to 31; using 14`);
  return {
    masqueradeAll: booleanAt(data, 'masqueradeAll') ?? false,
    masqueradeBit: bit < 0 || bit > 31 ? 14 : bit,
  };
}

function readDetectLocal(data: PlainMap | undefined, problems: string[]): DetectLocal {
  const mode = stringAt(data, 'detectLocalMode') || 'ClusterCIDR';
  const details = mapAt(data, 'detectLocal');
  switch (mode) {
    case 'NodeCIDR':
      return { mode };
    case 'BridgeInterface':
      return { mode, name: interfaceAt(details, 'bridgeInterface', problems) };
    case 'InterfaceNamePrefix':
      return { mode, name: interfaceAt(details, 'interfaceNamePrefix', problems) };
    case 'ClusterCIDR':
      break;
    default:
      problems.push(
        `detectLocalMode: "${mode}" is not one of ClusterCIDR, NodeCIDR, BridgeInterface, InterfaceNamePrefix; using ClusterCIDR`,
      );
  }
  return { mode: 'ClusterCIDR', cidrs: firstOfEachFamily((stringAt(data, 'clusterCIDR') ?? '').split(','), problems) };
}

/** The kernel has no interface whose name holds a space, a slash or a control character. */
function interfaceAt(details: PlainMap, field: string, problems: string[]): string {
  const name = stringAt(details, field) ?? '';
  if (!/[\s/]/.test(name) && !hasControlCharacter(name)) return name;
  problems.push(`detectLocal.${field}: ${JSON.stringify(name)} is no name of an interface; left out`);
  return '';
}

function readScheduler(data: PlainMap | undefined, problems: string[]): string {
  const scheduler = stringAt(mapAt(data, 'ipvs'), 'scheduler') || 'rr';
  if (/^[\w-]+$/.test(scheduler)) return scheduler;
  problems.push(`ipvs.scheduler: ${JSON.stringify(scheduler)} is no name of a scheduler; using rr`);
  return 'rr';
}

function firstOfEachFamily(texts: readonly string[], problems: string[]): Partial<Record<IpFamily, IpNetwork>> {
  const found: Partial<Record<IpFamily, IpNetwork>> = {};
  for (const text of texts.map(t => t.trim()).filter(Boolean)) {
    const range = parseCidr(text);
    if (range) found[range.family] ??= range;
    else problems.push(`clusterCIDR: "${text}" is not a range such as 10.244.0.0/16`);
  }
  return found;
}

function readNodePortAddresses(items: readonly unknown[], problems: string[]): NodePortAddresses {
  if (items.length === 1 && items[0] === 'primary') return 'primary';
  return items.flatMap(item => {
    const range = typeof item === 'string' ? parseCidr(item) : undefined;
    if (range) return [range];
    problems.push(`nodePortAddresses: ${JSON.stringify(item)} is neither a range nor the only entry "primary"`);
    return [];
  });
}
