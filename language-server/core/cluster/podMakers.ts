/** Who made a pod, as far as the object itself tells. In: a Pod or workload. Out: references to its makers. */
import type { Pod, TargetRef, Workload } from './objects.ts';

/** Of an object by the kind that its manifest writes, as references to it do. */
export function keyOf(namespace: string, { kind, actualKind, name }: TargetRef & { actualKind?: string }): string {
  return `${namespace}/${actualKind ?? kind}/${name}`;
}

/** Its owner, and the Deployment behind that owner, where names tell. */
export function likelyMakers(object: Pod | Workload): readonly TargetRef[] {
  return object.owner ? [object.owner, ...deploymentOf(object.owner, object)] : [];
}

/** The labels by which makers of ReplicaSets tell them apart. */
const hashLabels = { 'pod-template-hash': 'Deployment', 'rollouts-pod-template-hash': 'Rollout' };

/** A Deployment names its ReplicaSets after itself and the hash that it also labels their pods with. */
export function deploymentOf(owner: TargetRef, { labels }: Pod | Workload): readonly TargetRef[] {
  if (owner.kind !== 'ReplicaSet') return [];
  return Object.entries(hashLabels).flatMap(([key, kind]) => {
    const hash = labels[key];
    return hash && owner.name.endsWith(`-${hash}`) ? [{ kind, name: owner.name.slice(0, -hash.length - 1) }] : [];
  });
}
