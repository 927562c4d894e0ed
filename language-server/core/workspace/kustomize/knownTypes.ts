/** Kinds of Kubernetes' own, of which kustomize knows how lists are merged. In: a type. Out: yes or no. */
import type { ObjectType } from './fieldSpecs.ts';

const groups = new Set(['', 'apps', 'batch', 'autoscaling', 'policy', 'extensions']);

/** Custom resources have names of other domains; a few of those below k8s.io are custom resources, too. */
export function isKnownType({ group }: ObjectType): boolean {
  return groups.has(group) || (group.endsWith('.k8s.io') && !customGroups.has(group));
}

const customGroups = new Set([
  'gateway.networking.k8s.io',
  'metrics.k8s.io',
  'snapshot.storage.k8s.io',
  'cluster.x-k8s.io',
]);
