/**
 * Why a Service has no pods although something in the manifests is there to make them: no replicas, a suspension, a
 * CronJob between its runs, a number that no pod of a StatefulSet has. In: a Service and its cluster. Out: what it
 * selects, each with the reason; empty as soon as anything that it selects makes pods.
 */
import type { ClusterIndex, PodSource } from './clusterIndex.ts';
import { kindOf, type OtherObject, type Pod, type Service, type Workload } from './objects.ts';
import { ordinalIn, pairSelection } from './selection.ts';
import { isStanding } from './standingPods.ts';

export type IdleReason = 'no-replicas' | 'suspended' | 'between-runs' | 'completed' | 'no-such-ordinal';

export interface IdleMaker {
  readonly reason: IdleReason;
  readonly object: Workload;
  /** What may give it other pods than its manifest says, as KEDA does from 0 on. */
  readonly scalers: readonly OtherObject[];
}

export function idleMakers(service: Service, cluster: ClusterIndex): readonly IdleMaker[] {
  const selected = cluster.selected(service.namespace, service.selector);
  const standing = selected.map(({ object }) => object).filter(object => isStanding(object, cluster));
  const found = standing.map(object => idle(object, cluster));
  if (selected.length === 0) return numberedElsewhere(service, cluster);
  return found.every(maker => maker !== undefined) ? found : [];
}

function idle(object: Pod | Workload, cluster: ClusterIndex): IdleMaker | undefined {
  if (object.kind === 'Pod' || kindOf(object) === 'DaemonSet') return undefined;
  const reason = reasonOf(object, cluster);
  return reason && { reason, object, scalers: cluster.scalersOf(object) };
}

function reasonOf(workload: Workload, cluster: ClusterIndex): IdleReason | undefined {
  const { kind, namespace, suspended, replicas } = workload;
  if (suspended) return 'suspended';
  if (kind === 'CronJob') return 'between-runs';
  const makers = [workload, ...cluster.takersOf({ namespace, object: workload })];
  if (replicas !== 0 || makers.some(maker => maker.replicas !== 0)) return undefined;
  return kind === 'Job' ? 'completed' : 'no-replicas';
}

/** Workloads that the selector matches but for the number of the pod. */
function numberedElsewhere({ namespace, selector = {} }: Service, cluster: ClusterIndex): readonly IdleMaker[] {
  const pairs = Object.entries(selector);
  const candidates = new Set(pairs.flatMap(([key, value]) => cluster.numbered(namespace, key, value)));
  return [...candidates].flatMap((source): IdleMaker[] => {
    const { object } = source;
    if (object.kind === 'Pod' || !isStanding(object, cluster) || !lacksOrdinalOnly(pairs, source)) return [];
    const reason = reasonOf(object, cluster) ?? 'no-such-ordinal';
    return [{ reason, object, scalers: cluster.scalersOf(object) }];
  });
}

/** The number alone says little: every StatefulSet has one. */
function lacksOrdinalOnly(pairs: readonly (readonly [string, string])[], { pod }: PodSource): boolean {
  const asked = pairs.map(([key, value]) => ordinalIn(key, value, pod));
  const isNamed = pairs.some(([key], i) => asked[i] === undefined || pod.ordinals?.prefixes[key]);
  const others = pairs.filter((_, i) => asked[i] === undefined);
  return (
    isNamed &&
    asked.every(ordinal => !Number.isNaN(ordinal)) &&
    others.every(([key, value]) => pairSelection(key, value, pod) === 'yes')
  );
}
