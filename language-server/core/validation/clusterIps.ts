/** The service ranges of the cluster and what is taken in them. In: settings and the cluster. Out: answers about one address. */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { ClusterSettings } from '../cluster/clusterSettings.ts';
import { addressOfValue, addressValue, type IpAddress, type IpFamily } from '../ip/address.ts';
import { containsAddress, type IpNetwork, parseCidr } from '../ip/cidr.ts';

export function serviceRanges(settings: ClusterSettings, family?: IpFamily): IpNetwork[] {
  const ranges = settings.serviceCidrs.value.map(parseCidr).filter(range => range !== undefined);
  return family ? ranges.filter(range => range.family === family) : ranges;
}

/** Why an address inside the range is nobody's, or undefined. IPv4 keeps back both ends, IPv6 the first only. */
export function reservedReason(range: IpNetwork, address: IpAddress): 'first' | 'last' | undefined {
  if (address.text === range.address.text) return 'first';
  return range.family === 'IPv4' && addressValue(address) === lastValue(range) ? 'last' : undefined;
}

function lastValue(range: IpNetwork): bigint {
  const bits = range.family === 'IPv4' ? 32 : 128;
  return addressValue(range.address) + (1n << BigInt(bits - range.prefixLength)) - 1n;
}

/** The address of default/kubernetes: the first usable one of the first range. */
export function kubernetesAddress(settings: ClusterSettings): IpAddress | undefined {
  const range = serviceRanges(settings)[0];
  return range && addressOfValue(range.family, addressValue(range.address) + 1n);
}

/** The lowest address that nobody asks for, in the part of the range that automatic choice uses last. */
export function freeClusterIp(settings: ClusterSettings, cluster: ClusterIndex, family: IpFamily): string | undefined {
  const range = serviceRanges(settings, family)[0];
  if (!range) return undefined;
  const first = addressValue(range.address);
  // The API server itself holds the first, DNS by custom the tenth.
  for (let value = first + 11n; value < first + 256n; value++) {
    const address = addressOfValue(family, value);
    if (!containsAddress(range, address) || reservedReason(range, address)) return undefined;
    if (cluster.clusterIpClaims(address.text).length === 0) return address.text;
  }
  return undefined;
}
