/**
 * Assumptions that every fixed value contradicts. Where all fixed cluster IPs lie outside the assumed service range, the
 * assumption is wrong, not the Services: the smallest customary range that holds them all is assumed in its place. Node
 * ports likewise. In: Services and what is assumed. Out: what to assume instead, and the Service that says so first.
 */
import { type IpAddress, parseAddress } from '../ip/address.ts';
import { containsAddress, type IpNetwork, network, parseCidr } from '../ip/cidr.ts';
import type { ObjectSource, Service } from './objects.ts';

/** The object that a note about it stands at: the first with a fixed value. */
export type Witness = Pick<ObjectSource, 'file' | 'document' | 'item'>;

export interface Refuted<T> {
  readonly value: T;
  readonly witness: Witness;
}

/** Service ranges of installers and providers, smaller ones first. */
const customary = [
  '10.152.183.0/24', // MicroK8s
  '10.32.0.0/24', // Kubernetes the Hard Way
  '34.118.224.0/20', // GKE
  '172.21.0.0/20', // ACK
  '10.233.0.0/18', // kubespray
  '10.43.0.0/16', // k3s, RKE, RKE2
  '172.20.0.0/16', // EKS
  '10.100.0.0/16', // EKS
  '172.30.0.0/16', // OpenShift
  '172.21.0.0/16', // IKS
  '10.0.0.0/16', // AKS
  '10.3.0.0/16', // Typhoon
  '10.247.0.0/16', // CCE
  '10.254.0.0/16', // Magnum
  '100.64.0.0/13', // kops
].map(text => parseCidr(text)!);

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(
  text => parseCidr(text)!,
);
/** The API server takes none that is wider (20 bits). */
const widest = { IPv4: 12, IPv6: 108 } as const;
const usual = { IPv4: 16, IPv6: 112 } as const;

interface Fixed {
  readonly service: Service;
  readonly address: IpAddress;
}

function* fixedAddresses(services: readonly Service[]): Generator<Fixed> {
  for (const service of services) {
    const { clusterIP, clusterIPs = [] } = service;
    for (const text of clusterIPs.length ? clusterIPs : [clusterIP]) {
      const address = text && text !== 'None' ? parseAddress(text) : undefined;
      if (address) yield { service, address };
    }
  }
}

/** Ranges in place of those that are refuted, family by family; undefined where none is. */
export function refuteServiceCidrs(
  services: readonly Service[],
  assumed: readonly string[],
): Refuted<readonly string[]> | undefined {
  const ranges = assumed.map(parseCidr).filter(range => range !== undefined);
  const contradicting = outsideAll(services, ranges);
  const fitting = (['IPv4', 'IPv6'] as const).flatMap(family => {
    const fixed = contradicting?.filter(({ address }) => address.family === family) ?? [];
    const range = fixed.length ? rangeFor(fixed.map(({ address }) => address)) : undefined;
    return range ? [{ family, range, witness: fixed[0]! }] : [];
  });
  const [first] = fitting;
  if (!first) return undefined;
  const kept = ranges.filter(({ family }) => !fitting.some(fit => fit.family === family));
  // The first range is that of the family that Services have first.
  const primary = fixedAddresses(services).next().value?.address.family;
  const all = [...kept, ...fitting.map(({ range }) => range)].sort(
    (a, b) => Number(b.family === primary) - Number(a.family === primary),
  );
  return { value: all.map(({ text }) => text), witness: witnessOf(first.witness.service) };
}

/** Fixed addresses of those families of which every one lies outside. Most clusters are done at the first Service. */
function outsideAll(services: readonly Service[], ranges: readonly IpNetwork[]): Fixed[] | undefined {
  const outside: Fixed[] = [];
  const inside = new Set<string>();
  for (const fixed of fixedAddresses(services)) {
    const { address } = fixed;
    if (inside.has(address.family)) continue;
    if (ranges.some(range => containsAddress(range, address))) inside.add(address.family);
    else outside.push(fixed);
    if (inside.size === 2) return undefined;
  }
  return outside.filter(({ address }) => !inside.has(address.family));
}

function rangeFor(addresses: readonly IpAddress[]): IpNetwork | undefined {
  const holdsAll = (range: IpNetwork) => addresses.every(address => containsAddress(range, address));
  const known = customary.find(holdsAll);
  if (known) return known;
  const [first] = addresses;
  if (!first || !addresses.every(address => privateRanges.some(range => containsAddress(range, address))))
    return undefined;
  for (let bits: number = usual[first.family]; bits >= widest[first.family]; bits--) {
    const range = network(first, bits);
    if (holdsAll(range)) return range;
  }
  return undefined;
}

function witnessOf({ source: { file, document, item } }: Service): Witness {
  return item === undefined ? { file, document } : { file, document, item };
}

/** Ports that programs listen on (8080, 9090) are slips as node ports, unless there are many. */
const programPorts = 10_000;
const minNodePorts = 2;
const minProgramPorts = 5;
/** Ranges of node ports are written in thousands. */
const step = 1000;

export function refuteNodePorts(
  services: readonly Service[],
  { from, to }: { readonly from: number; readonly to: number },
): Refuted<{ from: number; to: number }> | undefined {
  const ports: number[] = [];
  let witness: Service | undefined;
  for (const service of services) {
    if (service.type !== 'NodePort' && service.type !== 'LoadBalancer') continue;
    for (const { nodePort, port, targetPort } of service.ports) {
      if (!nodePort) continue;
      if (nodePort >= from && nodePort <= to) return undefined;
      // The port of the Service or the pod written once more is a slip, not a range.
      if (nodePort < 1 || nodePort > 65535 || nodePort === port || nodePort === targetPort) continue;
      witness ??= service;
      ports.push(nodePort);
    }
  }
  const [lowest, highest] = [Math.min(...ports), Math.max(...ports)];
  const needed = lowest < programPorts ? minProgramPorts : minNodePorts;
  if (!witness || new Set(ports).size < needed || lowest < step) return undefined;
  const value = {
    from: Math.floor(lowest / step) * step,
    to: Math.min(65535, Math.ceil((highest + 1) / step) * step - 1),
  };
  return { value, witness: witnessOf(witness) };
}
