/**
 * Which objects stand for the pods of the cluster, each pod once. `kubectl get` shows one pod up to three times: in its
 * Deployment, in its ReplicaSet and as itself; what stands is the Pod, or the workload whose pods are known by nothing
 * but its template. Of several objects with one name the last. In: an object and its cluster. Out: answers about it.
 */
import type { ClusterIndex } from './clusterIndex.ts';
import type { Pod, TargetRef, Workload } from './objects.ts';
import { deploymentOf, keyOf } from './podMakers.ts';

export function isStanding(object: Pod | Workload, cluster: ClusterIndex): boolean {
  if (cluster.podSourcesNamed(object.namespace, object).at(-1)?.object !== object) return false;
  if (object.kind === 'Pod' && object.hasStatus) return true;
  if (makersOf(object, cluster).some(maker => workloadNamed(object.namespace, maker, cluster))) return false;
  return object.kind === 'Pod' || !isSeenAsPods(object, cluster);
}

/** The uppermost workload that made a pod, or a reference to it where the workspace does not hold it. */
export function makerOf(object: Pod | Workload, cluster: ClusterIndex): Workload | TargetRef | undefined {
  const last = makersOf(object, cluster).at(-1);
  return last && (workloadNamed(object.namespace, last, cluster) ?? last);
}

function workloadNamed(namespace: string, ref: TargetRef, cluster: ClusterIndex): Workload | undefined {
  const object = cluster.podSourcesNamed(namespace, ref).at(-1)?.object;
  return object?.kind === 'Pod' ? undefined : object;
}

const maxGenerations = 4;

/** From the nearest maker upwards. Ends where an owner is unknown, so it cannot go round in circles for long. */
function makersOf(object: Pod | Workload, cluster: ClusterIndex): readonly TargetRef[] {
  const chain: TargetRef[] = [];
  let child = object;
  while (child.owner && chain.length < maxGenerations) {
    const { owner } = child;
    chain.push(owner);
    const known = workloadNamed(object.namespace, owner, cluster);
    if (!known) return [...chain, ...deploymentOf(owner, object)];
    child = known;
  }
  return chain;
}

/** Whether any of its pods is there as itself. */
function isSeenAsPods(workload: Workload, cluster: ClusterIndex): boolean {
  const { namespace } = workload;
  const key = keyOf(namespace, workload);
  const isOwnPod = (object: Pod | Workload) =>
    object.kind === 'Pod' &&
    object.hasStatus &&
    isStanding(object, cluster) &&
    makersOf(object, cluster).some(maker => keyOf(namespace, maker) === key);
  let generation: readonly (Pod | Workload)[] = [workload];
  for (let depth = 0; depth < maxGenerations && generation.length > 0; depth++) {
    generation = generation.flatMap(maker => cluster.madeBy(namespace, maker).map(({ object }) => object));
    if (generation.some(isOwnPod)) return true;
    generation = generation.filter(object => object.kind !== 'Pod');
  }
  return false;
}
