/**
 * Stand-ins for what the API server fills in on creation, so that a Service can be shown before it exists: an address
 * for a Service that names none. In: a cluster and its ranges. Out: the Service as it might be stored; deterministic.
 */
import { hash } from '../base/hash.ts';
import { addressOfValue, addressValue, parseAddress } from '../ip/address.ts';
import { parseCidr } from '../ip/cidr.ts';
import type { ClusterModel } from './clusterModel.ts';
import type { ClusterSettings, IpFamily } from './clusterSettings.ts';
import { familiesOf } from './ipFamilies.ts';
import type { Service } from './objects.ts';

export function needsClusterIp(service: Service): boolean {
  return service.type !== 'ExternalName' && !service.clusterIP && !service.clusterIPs?.length;
}

/** All Services, those without an address with one for each family. Addresses that a manifest claims are not given out. */
export function withAssumedClusterIps(model: ClusterModel, settings: ClusterSettings): readonly Service[] {
  if (!model.services.some(needsClusterIp)) return model.services;
  const claimed = new Set(model.services.flatMap(s => [s.clusterIP, ...(s.clusterIPs ?? [])]).map(canonical));
  return model.services.map(service => (needsClusterIp(service) ? assumed(service, claimed, settings) : service));
}

interface Assumed {
  readonly settings: ClusterSettings;
  /** The address that each family would choose first. */
  readonly wishes: readonly string[];
  readonly service: Service;
}

const known = new WeakMap<Service, Assumed>();

/** The same object again while nobody claims what it has, as what rests on it is kept. */
function assumed(service: Service, claimed: ReadonlySet<string>, settings: ClusterSettings): Service {
  const before = known.get(service);
  if (before?.settings === settings && !before.wishes.some(ip => claimed.has(ip))) return before.service;
  const families = familiesOf(service, settings);
  const choose = (taken: ReadonlySet<string>) =>
    families.flatMap(family => firstFree(candidateIps(service, family, settings), taken) ?? []);
  const wishes = choose(new Set());
  const ips = choose(claimed);
  const made = ips.length ? { ...service, clusterIP: ips[0], clusterIPs: ips } : service;
  if (ips.join() === wishes.join()) known.set(service, { settings, wishes, service: made });
  return made;
}

function firstFree(ips: Iterable<string>, claimed: ReadonlySet<string>): string | undefined {
  for (const ip of ips) if (!claimed.has(ip)) return ip;
  return undefined;
}

/** The server prefers the upper part of the range for addresses that it chooses itself. */
function candidateIps(service: Service, family: IpFamily, settings: ClusterSettings): Iterable<string> {
  const range = settings.serviceCidrs.value.map(parseCidr).find(cidr => cidr?.family === family);
  if (!range) return [];
  const bits = (family === 'IPv4' ? 32 : 128) - range.prefixLength;
  const size = 2 ** Math.min(bits, 20);
  const start = Math.min(256, Math.floor(size / 2));
  const span = Math.max(1, size - start - 1);
  const seed = hash(`${service.namespace}/${service.name}`);
  const nth = (i: number) => addressValue(range.address) + BigInt(start + ((seed + i) % span));
  return (function* () {
    for (let i = 0; i < span; i++) yield addressOfValue(family, nth(i)).text;
  })();
}

function canonical(ip: string | undefined): string {
  return ip === undefined ? '' : (parseAddress(ip)?.text ?? ip);
}
