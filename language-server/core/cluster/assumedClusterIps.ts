/**
 * Stand-ins for what the API server fills in on creation, so that a Service can be shown before it exists: an address
 * for a Service that names none, which no other Service has. In: a cluster and its ranges. Out: the Service as it might
 * be stored; deterministic.
 */
import { hash } from '../base/hash.ts';
import { addressOfValue, addressValue, type IpAddress } from '../ip/address.ts';
import { type IpNetwork, parseCidr } from '../ip/cidr.ts';
import type { ClusterIndex } from './clusterIndex.ts';
import type { ClusterSettings, IpFamily } from './clusterSettings.ts';
import { type AddressWish, grantAddresses } from './grantAddresses.ts';
import { familiesOf } from './ipFamilies.ts';
import { keepByGrounds } from './lineage.ts';
import { namespacedName, type Service } from './objects.ts';

export function needsClusterIp(service: Service): boolean {
  return service.type !== 'ExternalName' && !service.clusterIP && !service.clusterIPs?.length;
}

/** The Service itself, or, where it names no address, with one for each family. */
export function withAssumedClusterIp(service: Service, cluster: ClusterIndex, settings: ClusterSettings): Service {
  if (!needsClusterIp(service)) return service;
  const others = otherAddresses(cluster, settings);
  const ips = wishesOf(service, settings).flatMap(({ by, address }) =>
    others.has(by) ? (others.get(by) ?? []) : address,
  );
  return ips.length ? { ...service, clusterIP: ips[0], clusterIPs: ips } : service;
}

/** The Service that is shown with this address though none was given to it yet. */
export function standInHolder(
  address: IpAddress,
  cluster: ClusterIndex,
  settings: ClusterSettings,
): Service | undefined {
  const pool = poolOf(settings, address.family);
  const offset = pool && addressValue(address) - pool.first;
  if (offset === undefined || offset < 0n || offset >= BigInt(pool!.span)) return undefined;
  const waiting = cluster.model.services.filter(needsClusterIp);
  const isLast = (service: Service) => cluster.servicesNamed(service).at(-1) === service;
  return waiting.find(
    service => isLast(service) && withAssumedClusterIp(service, cluster, settings).clusterIPs?.includes(address.text),
  );
}

interface ClusterIpWish extends AddressWish {
  readonly pool: Pool;
  readonly seed: number;
}

function wishesOf(service: Service, settings: ClusterSettings): readonly ClusterIpWish[] {
  const name = namespacedName(service);
  const seed = hash(name);
  return familiesOf(service, settings).flatMap(family => {
    const pool = poolOf(settings, family);
    return pool ? [{ by: `${name} ${family}`, address: addressIn(pool, seed), pool, seed }] : [];
  });
}

/** Of those who do not get the address that they would choose first. */
function otherAddresses(cluster: ClusterIndex, settings: ClusterSettings): ReadonlyMap<string, string | undefined> {
  const { services } = cluster.model;
  const grounds = { values: [settings.serviceCidrs, settings.ipFamilies], lists: [services] };
  const signature = (service: Service) =>
    JSON.stringify([
      service.namespace,
      service.name,
      needsClusterIp(service) && familiesOf(service, settings),
      [service.clusterIP, service.clusterIPs, service.externalIPs, service.loadBalancerIngress],
    ]);
  return keepByGrounds(cluster.lineage, { name: 'cluster IPs', grounds, signature }, () => {
    const wishing = new Map(services.filter(needsClusterIp).map(service => [namespacedName(service), service]));
    const wishes = [...wishing.values()].flatMap(service => wishesOf(service, settings));
    return grantAddresses(wishes, ip => cluster.addressClaims(ip).length > 0, nextFree);
  });
}

function nextFree({ pool, seed }: ClusterIpWish, isFree: (address: string) => boolean): string | undefined {
  for (let i = 1; i < pool.span; i++) {
    const address = addressIn(pool, seed + i);
    if (isFree(address)) return address;
  }
  return undefined;
}

/** Where the server takes addresses from that it chooses itself: it prefers the upper part of the range. */
interface Pool {
  readonly family: IpFamily;
  readonly first: bigint;
  readonly span: number;
}

const pools = new WeakMap<ClusterSettings['serviceCidrs'], ReadonlyMap<IpFamily, Pool>>();

function poolOf(settings: ClusterSettings, family: IpFamily): Pool | undefined {
  const known = pools.get(settings.serviceCidrs) ?? new Map(poolsOf(settings));
  pools.set(settings.serviceCidrs, known);
  return known.get(family);
}

/** Where nothing says which range of a family the cluster has, and a Service asks for that family. */
const commonRanges = ['10.96.0.0/12', 'fd00:10:96::/112'];

function* poolsOf({ serviceCidrs }: ClusterSettings): Generator<readonly [IpFamily, Pool]> {
  const isAssumed = serviceCidrs.from === 'assumed';
  const ranges = [...serviceCidrs.value, ...(isAssumed ? commonRanges : [])].map(parseCidr);
  for (const family of ['IPv4', 'IPv6'] as const) {
    const range = ranges.find(cidr => cidr?.family === family);
    if (range) yield [family, poolIn(range)];
  }
}

function poolIn({ family, address, prefixLength }: IpNetwork): Pool {
  const bits = (family === 'IPv4' ? 32 : 128) - prefixLength;
  const size = 2 ** Math.min(bits, 20);
  const start = Math.min(256, Math.floor(size / 2));
  return { family, first: addressValue(address) + BigInt(start), span: Math.max(1, size - start - 1) };
}

function addressIn({ family, first, span }: Pool, seed: number): string {
  return addressOfValue(family, first + BigInt(seed % span)).text;
}
