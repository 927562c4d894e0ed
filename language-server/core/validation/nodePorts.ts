/** Choosing node ports: which are free, and the fixes that every node port finding offers. */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { ClusterSettings } from '../cluster/clusterSettings.ts';
import type { Draft, RuleContext } from './defineRule.ts';
import type { Fix } from './finding.ts';
import { type FixPlace, removal, replacement } from './fixes.ts';

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
