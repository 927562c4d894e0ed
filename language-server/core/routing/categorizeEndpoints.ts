/**
 * Which endpoints a Service port's traffic may reach from one node: the decision on readiness, termination, hints and
 * traffic policies, made once for all backends. In: a Service port with all its endpoints, and the node. Out: lists.
 */
import { compareText, type Endpoint } from './endpoint.ts';
import type { ServicePort } from './servicePort.ts';

export interface NodePlace {
  readonly name: string;
  readonly zone: string | undefined;
}

export interface CategorizedEndpoints {
  /** For policy Cluster; empty where no traffic follows it. */
  readonly clusterEndpoints: readonly Endpoint[];
  /** For policy Local; empty where no traffic follows it. */
  readonly localEndpoints: readonly Endpoint[];
  /** The union of both, sorted. */
  readonly reachableEndpoints: readonly Endpoint[];
  /** Some endpoint somewhere could take traffic. */
  readonly hasEndpoints: boolean;
}

/** Also with the external policy Local: pods and the node itself then reach all endpoints through external addresses. */
function usesClusterEndpoints(port: ServicePort): boolean {
  return !port.internalPolicyLocal || port.externallyReachable;
}

function usesLocalEndpoints(port: ServicePort): boolean {
  return port.internalPolicyLocal || (port.externalPolicyLocal && port.externallyReachable);
}

export function categorizeEndpoints(
  port: ServicePort,
  endpoints: readonly Endpoint[],
  node: NodePlace,
): CategorizedEndpoints {
  const clusterEndpoints = usesClusterEndpoints(port) ? clusterList(endpoints, node) : [];
  const localEndpoints = usesLocalEndpoints(port) ? usable(endpoints.filter(endpoint => endpoint.isLocal)) : [];
  return {
    clusterEndpoints,
    localEndpoints,
    reachableEndpoints: union(clusterEndpoints, localEndpoints),
    hasEndpoints: endpoints.some(endpoint => endpoint.ready || isLastResort(endpoint)),
  };
}

/** Terminating, but still answering: used when nothing is ready. */
function isLastResort(endpoint: Endpoint): boolean {
  return endpoint.terminating && endpoint.serving;
}

function usable(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const ready = endpoints.filter(endpoint => endpoint.ready);
  return ready.length > 0 ? ready : endpoints.filter(isLastResort);
}

function clusterList(endpoints: readonly Endpoint[], node: NodePlace): readonly Endpoint[] {
  const list = usable(endpoints);
  return list[0]?.ready ? hinted(list, node) : list;
}

/** Hints count only if every ready endpoint has one and one of them names this node, or else its zone. */
function hinted(ready: readonly Endpoint[], node: NodePlace): readonly Endpoint[] {
  return (
    chosenByHint(ready, endpoint => endpoint.hintNodes, node.name) ??
    chosenByHint(ready, endpoint => endpoint.hintZones, node.zone) ??
    ready
  );
}

function chosenByHint(
  ready: readonly Endpoint[],
  hintsOf: (endpoint: Endpoint) => readonly string[] | undefined,
  place: string | undefined,
): readonly Endpoint[] | undefined {
  if (!place || !ready.every(endpoint => hintsOf(endpoint)?.length)) return undefined;
  const chosen = ready.filter(endpoint => hintsOf(endpoint)?.includes(place));
  return chosen.length > 0 ? chosen : undefined;
}

function union(a: readonly Endpoint[], b: readonly Endpoint[]): readonly Endpoint[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  const extra = b.filter(endpoint => !a.includes(endpoint));
  return extra.length === 0 ? a : [...a, ...extra].sort((x, y) => compareText(x.text, y.text));
}
