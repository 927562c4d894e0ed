/** EndpointSlices by Service, those of mirrored Endpoints included. Slices of one Service are read in order of name. */
import { mirroredSlices } from '../cluster/mirrorEndpoints.ts';
import { type EndpointSlice, type Endpoints, namedOnce, type Service } from '../cluster/objects.ts';
import { headlessLabel, serviceNameLabel } from '../cluster/sliceLabels.ts';
import type { IpFamily } from '../ip/address.ts';
import { compareText } from './endpoint.ts';

export function groupSlices(
  input: {
    readonly slices: readonly EndpointSlice[];
    readonly endpoints: readonly Endpoints[];
    readonly family: IpFamily;
  },
  services: ReadonlyMap<string, Service>,
): ReadonlyMap<string, readonly EndpointSlice[]> {
  const groups = new Map<string, EndpointSlice[]>();
  const add = (slice: EndpointSlice) => {
    const service = slice.labels[serviceNameLabel];
    if (!service || slice.addressType !== input.family || headlessLabel in slice.labels) return;
    const key = `${slice.namespace}/${service}`;
    const group = groups.get(key);
    if (group) group.push(slice);
    else groups.set(key, [slice]);
  };
  for (const slice of written(input.slices)) add(slice);
  for (const slice of mirroredSlices({ ...input, services })) add(slice);
  for (const group of groups.values()) if (group.length > 1) group.sort((a, b) => compareText(a.name, b.name));
  return groups;
}

/** Inferred slices have no name of their own and so cannot be alternatives of one another. */
function written(slices: readonly EndpointSlice[]): Iterable<EndpointSlice> {
  const named = slices.filter(slice => !slice.inferred);
  return [...namedOnce(named).values(), ...slices.filter(slice => slice.inferred === 'pods')];
}
