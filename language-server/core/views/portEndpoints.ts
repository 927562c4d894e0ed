/**
 * What becomes of traffic to the cluster IP of a Service port on one node, in few words: how many endpoints it may reach,
 * or why none. In: the port as planned, the mode, and why its endpoints may not be all. Out: text.
 */
import type { ProxyMode } from '../cluster/clusterSettings.ts';
import type { Endpoint } from '../routing/endpoint.ts';
import type { ServicePortPlan } from '../routing/plan.ts';
import type { EndpointDoubt } from './endpointDoubts.ts';

export interface PortsOnNode {
  readonly ports: readonly ServicePortPlan[];
  readonly mode: ProxyMode;
  readonly nodeName: string;
  readonly gaps: readonly EndpointDoubt[];
}

/** In ipvs mode all endpoints stand in for local ones, where the port uses them for anything. */
export function internalEndpoints(plan: ServicePortPlan, mode: ProxyMode): readonly Endpoint[] {
  const { port, localEndpoints, clusterEndpoints } = plan;
  if (!port.internalPolicyLocal) return clusterEndpoints;
  return mode === 'ipvs' && localEndpoints.length === 0 ? clusterEndpoints : localEndpoints;
}

/** "3 endpoints", "1 of 3 endpoints on node-a", "at least 2 endpoints", "endpoints not known". Each address counts once. */
export function endpointCount({ ports, mode, nodeName, gaps }: PortsOnNode): string {
  const reached = ports.flatMap(plan => internalEndpoints(plan, mode));
  const usable = ports.flatMap(({ allEndpoints }) => allEndpoints.filter(isUsable));
  const all = ports.flatMap(({ allEndpoints }) => allEndpoints);
  if (all.length === 0 && gaps.length) return 'endpoints not known';
  const [count, total] = [addresses(reached), addresses(usable)];
  const kind = reached.some(endpoint => endpoint.placeholder) ? 'placeholder ' : '';
  if (total === 0 && all.length > 0) return `0 of ${addresses(all)} endpoints ready`;
  if (count === total)
    return `${gaps.length ? 'at least ' : ''}${count} ${kind}${count === 1 ? 'endpoint' : 'endpoints'}`;
  const isLocal = ports.some(({ port }) => port.internalPolicyLocal);
  return `${count} of ${total} ${kind}endpoints ${isLocal ? 'on' : 'used from'} ${nodeName}`;
}

/** Ready, or the last resort where nothing is. */
function isUsable({ ready, serving, terminating }: Endpoint, _: number, all: readonly Endpoint[]): boolean {
  return ready || (serving && terminating && !all.some(other => other.ready));
}

function addresses(endpoints: readonly Endpoint[]): number {
  return new Set(endpoints.map(({ address }) => address.text)).size;
}

/** Undefined where traffic to the cluster IP is served. */
export function internalVerdict(plan: ServicePortPlan, { mode, nodeName, gaps }: Omit<PortsOnNode, 'ports'>) {
  if (internalEndpoints(plan, mode).length > 0) return undefined;
  if (plan.hasEndpoints) return `${mode === 'ipvs' ? 'rejected' : 'dropped'}: no endpoint on ${nodeName}`;
  if (gaps.length) return 'rejected unless endpoints come from elsewhere';
  return plan.allEndpoints.length ? 'rejected: no ready endpoints' : 'rejected: no endpoints';
}
