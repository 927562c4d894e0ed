/** What the rules for EndpointSlices look at, with its place. */
import type { ClusterSettings } from '../cluster/clusterSettings.ts';
import type { EndpointSlice } from '../cluster/objects.ts';
import type { FieldPath } from '../yaml/manifestNode.ts';

export interface WrittenAddress {
  readonly text: string;
  readonly path: FieldPath;
}

/** Addresses of a slice of IP addresses; none where the type is another one, as the API server then looks no further. */
export function sliceAddresses(slice: EndpointSlice): WrittenAddress[] {
  if (slice.addressType !== 'IPv4' && slice.addressType !== 'IPv6') return [];
  return slice.endpoints.flatMap(({ addresses }, i) =>
    addresses.map((text, j) => ({ text, path: ['endpoints', i, 'addresses', j] })),
  );
}

export interface HintList {
  readonly kind: 'zone' | 'node';
  readonly names: readonly string[];
  readonly path: FieldPath;
}

/** Hints for nodes are dropped unread before 1.34. */
export function hintLists(slice: EndpointSlice, settings: ClusterSettings): HintList[] {
  return slice.endpoints.flatMap(({ hintZones, hintNodes }, i) => {
    const zones = { kind: 'zone', names: hintZones ?? [], path: ['endpoints', i, 'hints', 'forZones'] } as const;
    const nodes = { kind: 'node', names: hintNodes ?? [], path: ['endpoints', i, 'hints', 'forNodes'] } as const;
    return settings.kubernetesMinor >= 34 ? [zones, nodes] : [zones];
  });
}
