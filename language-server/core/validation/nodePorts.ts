/**
 * Node ports: which of them a Service asks for, which are free, and the fixes that every node port finding offers.
 * In: a Service, what is known of the cluster. Out: requests, a port, fixes.
 */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { ClusterSettings } from '../cluster/clusterSettings.ts';
import type { Service } from '../cluster/objects.ts';
import type { Draft, RuleContext } from './defineRule.ts';
import { invalid } from './drafts.ts';
import type { Fix } from './finding.ts';
import { type FixPlace, removal, replacement } from './fixes.ts';
import { allocatesNodePorts, reservesNodePorts } from './serviceFacts.ts';

export interface NodePortRequest {
  readonly nodePort: number;
  /** The port that states it, by position. */
  readonly written: number;
  /** The port at which the API server asks for it, and which it names if it cannot have it. */
  readonly asked: number;
}

/**
 * The node ports that the API server asks for, in its order. Ports of one number share the first node port that one of
 * them states, and it is asked for at the first of them; another one that is stated besides is asked for where it stands.
 */
export function nodePortRequests(service: Service): readonly NodePortRequest[] {
  if (!reservesNodePorts(service)) return [];
  const shared = new Map<number, number | undefined>();
  const requests: NodePortRequest[] = [];
  for (const [asked, { port: number = 0, nodePort }] of service.ports.entries()) {
    if (!nodePort && !allocatesNodePorts(service)) continue;
    if (!shared.has(number)) {
      const written = service.ports.findIndex(other => (other.port ?? 0) === number && other.nodePort);
      const first = service.ports[written]?.nodePort;
      shared.set(number, first);
      if (first) requests.push({ nodePort: first, written, asked });
    } else if (nodePort && nodePort !== shared.get(number)) requests.push({ nodePort, written: asked, asked });
  }
  return requests;
}

/** A refused node port: underlined where it is written, with the server's name for the place. */
export function refusedNodePort(
  { written, asked }: NodePortRequest,
  message: string,
  more: Partial<Draft> = {},
): Draft {
  return invalid(['spec', 'ports', written, 'nodePort'], message, { ...more, field: `spec.ports[${asked}].nodePort` });
}

/** The part of the range that automatic choice uses last: ports there are safest to choose by hand. */
function staticBand(settings: ClusterSettings): { from: number; to: number } {
  const { from, to } = settings.nodePortRange.value;
  const size = to - from + 1;
  const band = Math.min(Math.max(16, Math.floor(size / 32)), 128);
  return { from, to: Math.min(to, from + band - 1) };
}

/** The lowest port of the hand-chosen band that no Service asks for. */
export function freeNodePort(cluster: ClusterIndex, settings: ClusterSettings): number | undefined {
  const { from, to } = staticBand(settings);
  for (let port = from; port <= to; port++) {
    if (cluster.nodePortClaims(port).length === 0) return port;
  }
  return undefined;
}

/** Let the cluster choose, else the lowest free port. */
export function nodePortFixes(
  draft: Draft,
  context: FixPlace & Pick<RuleContext, 'cluster' | 'settings'>,
): readonly Fix[] {
  const free = freeNodePort(context.cluster, context.settings);
  return [
    ...removal(context, draft.path, { title: `Remove ${draft.path.at(-1)} (the cluster chooses one)` }),
    ...(free === undefined ? [] : replacement(context, draft.path, free, { title: `Change to ${free}` })),
  ];
}
