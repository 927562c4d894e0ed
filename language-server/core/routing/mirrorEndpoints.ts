/**
 * What the EndpointSlice mirroring controller makes of a v1 Endpoints object; kube-proxy reads nothing but slices.
 * In: Endpoints and the Service of the same name. Out: slices for both families, or none where it does not mirror.
 */
import type { EndpointAddress, EndpointSlice, EndpointSubset, Endpoints, Service } from '../cluster/objects.ts';
import { type IpFamily, parseAddress } from '../ip/address.ts';
import type { MirroredEndpoint } from './endpoint.ts';

const skipMirrorLabel = 'endpointslice.kubernetes.io/skip-mirror';
const leaderElectionAnnotation = 'control-plane.alpha.kubernetes.io/leader';
const serviceNameLabel = 'kubernetes.io/service-name';
/** The controller mirrors no more addresses of one subset. */
const maxAddresses = 1000;

const mirrored = new WeakMap<Endpoints, readonly EndpointSlice[]>();

/** The same slices again for the same Endpoints, as plans are kept by them. */
export function mirrorEndpoints(endpoints: Endpoints, service: Service): readonly EndpointSlice[] {
  if (!isMirrored(endpoints, service)) return [];
  const known = mirrored.get(endpoints);
  if (known) return known;
  const slices = makeSlices(endpoints);
  mirrored.set(endpoints, slices);
  return slices;
}

function makeSlices(endpoints: Endpoints): EndpointSlice[] {
  return endpoints.subsets.flatMap((subset, index) =>
    (['IPv4', 'IPv6'] as const).flatMap(family => mirrorSubset(endpoints, subset, index, family)),
  );
}

function isMirrored(endpoints: Endpoints, service: Service): boolean {
  if (endpoints.labels[skipMirrorLabel] === 'true') return false;
  if (leaderElectionAnnotation in endpoints.annotations) return false;
  return Object.keys(service.selector ?? {}).length === 0;
}

function mirrorSubset(endpoints: Endpoints, subset: EndpointSubset, index: number, family: IpFamily): EndpointSlice[] {
  const mirror = (list: 'addresses' | 'notReadyAddresses'): MirroredEndpoint[] =>
    subset[list].flatMap((address, position) => {
      if (parseAddress(address.ip ?? '')?.family !== family) return [];
      return [mirrorAddress(endpoints, address, list === 'addresses', ['subsets', index, list, position, 'ip'])];
    });
  const addresses = [...mirror('addresses'), ...mirror('notReadyAddresses')].slice(0, maxAddresses);
  if (addresses.length === 0) return [];
  return [
    {
      ...endpoints,
      kind: 'EndpointSlice',
      labels: { [serviceNameLabel]: endpoints.name },
      annotations: {},
      addressType: family,
      ports: subset.ports,
      endpoints: addresses,
      inferred: 'mirrored',
    },
  ];
}

function mirrorAddress(
  endpoints: Endpoints,
  address: EndpointAddress,
  ready: boolean,
  path: readonly (string | number)[],
): MirroredEndpoint {
  return {
    addresses: [address.ip ?? ''],
    conditions: { ready, serving: undefined, terminating: undefined },
    hostname: address.hostname,
    nodeName: address.nodeName,
    zone: undefined,
    targetRef: address.targetRef,
    hintZones: undefined,
    hintNodes: undefined,
    origin: endpoints.source,
    path,
  };
}
