/**
 * Who shares the traffic of a Service: the workloads whose pods its selector matches, with the fraction of the
 * connections that each gets when all of its pods run. In: a Service, one of its ports, the cluster. Out: shares that
 * add up to 1, or are all 0 where no pod opens the port; Jobs count as while they run.
 */
import { type Fraction, fraction, zero } from '../base/fraction.ts';
import type { ClusterIndex, PodSource } from './clusterIndex.ts';
import { nodePlaces, type Place } from './nodePlaces.ts';
import type { Pod, Service, ServicePortSpec, TargetRef, Workload } from './objects.ts';
import { replicaCount, selectedPods } from './placeholders.ts';
import { keyOf } from './podMakers.ts';
import { isStanding, makerOf } from './standingPods.ts';
import { resolveTargetPort } from './targetPorts.ts';

export interface TrafficShare {
  /** Who made the pods: a workload, one that the workspace only hears of, or a Pod that nobody made. */
  readonly maker: Workload | Pod | TargetRef;
  /** Pods that take traffic of the port. */
  readonly pods: number;
  readonly share: Fraction;
  /** Has pods only while it runs. */
  readonly temporary: boolean;
}

/** In order of kind and name. */
export function selectionShares(
  service: Service,
  port: ServicePortSpec,
  cluster: ClusterIndex,
): readonly TrafficShare[] {
  const places = nodePlaces(cluster.model).places.IPv4;
  const counts = new Map<string, { maker: TrafficShare['maker']; pods: number }>();
  for (const source of cluster.selected(service.namespace, service.selector)) {
    if (!isStanding(source.object, cluster)) continue;
    const maker = makerOf(source.object, cluster) ?? source.object;
    const key = keyOf(source.namespace, maker);
    const pods = resolveTargetPort(port, source.pod) === undefined ? 0 : podsOf(service, source, places, cluster);
    counts.set(key, { maker, pods: pods + (counts.get(key)?.pods ?? 0) });
  }
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
  const total = sorted.reduce((sum, { pods }) => sum + pods, 0);
  return sorted.map(({ maker, pods }) => ({
    maker,
    pods,
    share: total === 0 ? zero : fraction(pods, total),
    temporary: maker.kind === 'Job' || maker.kind === 'CronJob',
  }));
}

function podsOf(service: Service, { object }: PodSource, places: readonly Place[], cluster: ClusterIndex): number {
  if (object.kind === 'CronJob') return object.replicas ?? 1;
  if (object.kind !== 'Pod' || !object.hasStatus) {
    const count = replicaCount(object, places, cluster);
    return selectedPods(service.selector, object)?.filter(i => i < count).length ?? count;
  }
  const hasEnded = object.phase === 'Succeeded' || object.phase === 'Failed';
  const takes = service.publishNotReadyAddresses || (object.ready && !object.deletionTimestamp);
  return takes && !hasEnded && object.podIPs.length ? 1 : 0;
}
