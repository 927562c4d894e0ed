/**
 * The hints by which spec.trafficDistribution reaches the proxies: the controller writes into each ready endpoint the
 * zone, and for PreferSameNode also the node, that should prefer it. In: a Service and an endpoint. Out: its hints.
 */
import type { Service, SliceEndpoint } from './objects.ts';

const closeDistributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
/** The older way to ask for hints; it shares out zones by the nodes' CPUs, which manifests do not hold, and goes first. */
const topologyAnnotations = ['service.kubernetes.io/topology-aware-hints', 'service.kubernetes.io/topology-mode'];

export function withHints(service: Service, endpoint: SliceEndpoint): SliceEndpoint {
  const distribution = service.trafficDistribution ?? '';
  if (!closeDistributions.includes(distribution) || asksForTopology(service) || !endpoint.conditions.ready)
    return endpoint;
  const { zone, nodeName } = endpoint;
  return {
    ...endpoint,
    hintZones: zone === undefined ? undefined : [zone],
    hintNodes: nodeName === undefined || distribution !== 'PreferSameNode' ? undefined : [nodeName],
  };
}

function asksForTopology({ annotations }: Service): boolean {
  const mode = topologyAnnotations.map(name => annotations[name]).find(value => value !== undefined);
  return mode === 'Auto' || mode === 'auto';
}
