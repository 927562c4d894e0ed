/**
 * The words of a trace request, read. In: "pod:shop/web", "nodeport@node-b:shop/api:http", "10.96.0.1:443" … Out: what
 * they ask for, or a sentence on what is wrong with them.
 */
import type { NamespacedName } from '../../cluster/objects.ts';
import { type IpAddress, isUnspecified, parseAddress } from '../../ip/address.ts';

export type SourceWords =
  | { readonly kind: 'pod'; readonly pod: NamespacedName }
  /** `place` undefined: the node's pod range and the objects tell. */
  | { readonly kind: 'pod-address'; readonly address: IpAddress; readonly place: 'here' | 'elsewhere' | undefined }
  | { readonly kind: 'node' }
  | { readonly kind: 'client'; readonly address: IpAddress };

export type ServiceAddressKind = 'clusterIP' | 'nodePort' | 'loadBalancer' | 'externalIP';

export interface ServiceWords {
  readonly kind: ServiceAddressKind;
  readonly service: NamespacedName;
  /** A name or a number; undefined for a Service that has one port. */
  readonly port: string | undefined;
  /** Whose address carries the node port; undefined for the node whose rules are traced. */
  readonly node: string | undefined;
}

export interface AddressWords {
  readonly kind: 'address';
  readonly address: IpAddress;
  readonly port: number;
}

export type TargetWords = AddressWords | ServiceWords;

export interface Misread {
  readonly error: string;
  /** A name that lacks its namespace. */
  readonly bareName?: string;
}

const sourceForms = 'pod:NS/NAME, pod-ip:IP, local-pod-ip:IP, remote-pod-ip:IP, node, client:IP';
const targetForms =
  'IP:PORT, [IPv6]:PORT, NS/SERVICE[:PORT], nodeport:NS/SERVICE[:PORT], nodeport@NODE:NS/SERVICE[:PORT], lb:NS/SERVICE[:PORT], external-ip:NS/SERVICE[:PORT]';

export function readSource(text: string): SourceWords | Misread {
  if (text === 'node') return { kind: 'node' };
  const colon = text.indexOf(':');
  const word = text.slice(0, Math.max(colon, 0));
  const rest = text.slice(colon + 1);
  if (word === 'pod') {
    const pod = readName(rest);
    const error = `"${text}" names no pod; it takes pod:NAMESPACE/NAME`;
    return pod ? { kind: 'pod', pod } : { error, bareName: rest };
  }
  const place = placeOf[word];
  if (place === undefined) return { error: `"${text}" is no source; sources are ${sourceForms}` };
  const address = parseAddress(rest);
  if (!address) return { error: `"${rest}" in "${text}" is no IP address` };
  if (!isOneHost(address)) return { error: `${address.text} is no address of one sender; nothing can come from it` };
  return place === 'outside'
    ? { kind: 'client', address }
    : { kind: 'pod-address', address, place: place === 'by-range' ? undefined : place };
}

const placeOf: Readonly<Record<string, 'here' | 'elsewhere' | 'by-range' | 'outside'>> = {
  'pod-ip': 'by-range',
  'local-pod-ip': 'here',
  'remote-pod-ip': 'elsewhere',
  client: 'outside',
};

export function readTarget(text: string): TargetWords | Misread {
  const plain = /^\[([^\]]*)\]:(\d+)$/.exec(text) ?? /^([\d.]+):(\d+)$/.exec(text);
  if (plain) return readAddressTarget(text, plain[1]!, Number(plain[2]));
  const prefixed = /^(lb|external-ip|nodeport(?:@([^:]+))?):(.*)$/.exec(text);
  const kind = prefixed ? kindOf(prefixed[1]!) : 'clusterIP';
  const [name = '', port, ...rest] = (prefixed?.[3] ?? text).split(':');
  const service = readName(name);
  if (!service || rest.length || port === '') return misreadTarget(text, name);
  return { kind, service, port, node: prefixed?.[2] };
}

function readAddressTarget(text: string, host: string, port: number): TargetWords | Misread {
  const address = parseAddress(host);
  if (!address) return { error: `"${host}" in "${text}" is no IP address` };
  if (port < 1 || port > 65535) return { error: `"${text}" names no port; ports are 1 to 65535` };
  return isOneHost(address)
    ? { kind: 'address', address, port }
    : { error: `${address.text} is no address of one receiver; traces follow packets to one` };
}

/** What is most likely missing, else all that it could be. */
function misreadTarget(text: string, name: string): Misread {
  const address = parseAddress(text.replace(/^\[(.*)\]$/, '$1'));
  if (address) {
    const form = address.family === 'IPv4' ? `${address.text}:PORT` : '[IPv6]:PORT, with the brackets';
    return { error: `"${text}" names no port; it takes ${form}` };
  }
  if (/^[a-z0-9.-]+$/i.test(name) && !text.includes('/')) {
    return { error: `"${text}" names no namespace; a Service is NAMESPACE/SERVICE`, bareName: name };
  }
  return { error: `"${text}" is no destination; destinations are ${targetForms}` };
}

/** Neither broadcast nor multicast nor the address that stands for none. */
function isOneHost(address: IpAddress): boolean {
  const { family, text } = address;
  return !isUnspecified(address) && (family === 'IPv6' ? !text.startsWith('ff') : Number(text.split('.')[0]) < 224);
}

function kindOf(word: string): ServiceAddressKind {
  if (word === 'lb') return 'loadBalancer';
  return word === 'external-ip' ? 'externalIP' : 'nodePort';
}

function readName(text: string): NamespacedName | undefined {
  const [namespace = '', name = '', ...rest] = text.split('/');
  return namespace && name && !rest.length ? { namespace, name } : undefined;
}
