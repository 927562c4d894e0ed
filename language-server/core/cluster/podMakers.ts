/** Who made a pod, as far as the object itself tells. In: a Pod or workload. Out: references to its makers. */
import type { Pod, TargetRef, Workload } from './objects.ts';

export function keyOf(namespace: string, { kind, name }: TargetRef): string {
  return `${namespace}/${kind}/${name}`;
}

/** Its owner, and the Deployment behind that owner, where names tell. */
export function likelyMakers(object: Pod | Workload): readonly TargetRef[] {
  return object.owner ? [object.owner, ...deploymentOf(object.owner, object)] : [];
}

/** A Deployment names its ReplicaSets after itself and the hash that it also labels their pods with. */
export function deploymentOf(owner: TargetRef, { labels }: Pod | Workload): readonly TargetRef[] {
  const hash = labels['pod-template-hash'];
  if (owner.kind !== 'ReplicaSet' || !hash || !owner.name.endsWith(`-${hash}`)) return [];
  return [{ kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1) }];
}
