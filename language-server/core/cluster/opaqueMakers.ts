/**
 * Custom resources whose controllers may make the pods that a Service selects. In: a Service and its cluster. Out: the
 * resources, and whether the selector shows that it means them; none where pods of the manifests explain the selector.
 */
import type { ClusterIndex } from './clusterIndex.ts';
import { anyMakerKey, makerKeysFor, type PossibleMaker } from './makerKeys.ts';
import type { Service } from './objects.ts';

export interface OpaqueMaker {
  readonly object: PossibleMaker;
  /** A label of the selector that no pod of the manifests has speaks of it: its name, kind, API group or labels. */
  readonly isMeant: boolean;
}

export function opaqueMakers({ namespace, selector }: Service, cluster: ClusterIndex): readonly OpaqueMaker[] {
  const pairs = Object.entries(selector ?? {});
  if (pairs.length === 0 || cluster.selected(namespace, selector).length > 0) return [];
  const unexplained = pairs.filter(([key, value]) => cluster.selected(namespace, { [key]: value }).length === 0);
  const keys = unexplained.flatMap(([key, value]) => makerKeysFor(namespace, key, value));
  const meant = new Set(keys.flatMap(key => makersAt(key, cluster)));
  if (meant.size > 0) return [...meant].map(object => ({ object, isMeant: true }));
  return makersAt(anyMakerKey(namespace), cluster).map(object => ({ object, isMeant: false }));
}

/** Where the template is at hand that a workload takes, its pods are known. */
function makersAt(key: string, cluster: ClusterIndex): readonly PossibleMaker[] {
  return cluster
    .podMakers(key)
    .filter(
      object =>
        object.kind === 'Other' ||
        !object.templateOf ||
        cluster.podSourcesNamed(object.namespace, object.templateOf).length === 0,
    );
}
