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
  return model.services.map(service => {
    if (!needsClusterIp(service)) return service;
    const ips = familiesOf(service, settings).flatMap(family => assumedIp(service, family, claimed, settings) ?? []);
    return ips.length ? { ...service, clusterIP: ips[0], clusterIPs: ips } : service;
  });
}

/** The server prefers the upper part of the range for addresses that it chooses itself. */
function assumedIp(
  service: Service,
  family: IpFamily,
  claimed: ReadonlySet<string>,
  settings: ClusterSettings,
): string | undefined {
  const range = settings.serviceCidrs.value.map(parseCidr).find(cidr => cidr?.family === family);
  if (!range) return undefined;
  const bits = (family === 'IPv4' ? 32 : 128) - range.prefixLength;
  const size = 2 ** Math.min(bits, 20);
  const start = Math.min(256, Math.floor(size / 2));
  const span = Math.max(1, size - start - 1);
  const seed = hash(`${service.namespace}/${service.name}`);
  for (let i = 0; i < span; i++) {
    const { text } = addressOfValue(family, addressValue(range.address) + BigInt(start + ((seed + i) % span)));
    if (!claimed.has(text)) return text;
  }
  return undefined;
}

function canonical(ip: string | undefined): string {
  return ip === undefined ? '' : (parseAddress(ip)?.text ?? ip);
}
