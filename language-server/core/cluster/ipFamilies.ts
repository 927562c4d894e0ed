/**
 * The IP families that the API server gives a Service. In: a Service, what it names and what it leaves out, and the
 * cluster's families. Out: its families, the first one first; an ExternalName Service has none.
 */
import type { ClusterSettings, IpFamily } from './clusterSettings.ts';
import type { Service } from './objects.ts';

export function familiesOf(service: Service, settings: ClusterSettings): readonly IpFamily[] {
  if (service.type === 'ExternalName') return [];
  const named = namedFamilies(service);
  const [first = settings.ipFamilies.value[0] ?? 'IPv4'] = named;
  if (named.length > 1 || !wantsBoth(service, settings)) return named.length ? named : [first];
  return [first, first === 'IPv4' ? 'IPv6' : 'IPv4'];
}

function namedFamilies(service: Service): readonly IpFamily[] {
  const declared = (service.ipFamilies ?? []).filter((f): f is IpFamily => f === 'IPv4' || f === 'IPv6');
  if (declared.length) return declared;
  const ips = service.clusterIPs?.length ? service.clusterIPs : [service.clusterIP];
  return ips.flatMap((ip): IpFamily[] => (!ip || ip === 'None' ? [] : [ip.includes(':') ? 'IPv6' : 'IPv4']));
}

/** RequireDualStack is refused where the cluster has one family, so a Service that exists with it has both. */
function wantsBoth(service: Service, settings: ClusterSettings): boolean {
  if (service.ipFamilyPolicy === 'RequireDualStack') return true;
  return service.ipFamilyPolicy === 'PreferDualStack' && settings.ipFamilies.value.length > 1;
}
