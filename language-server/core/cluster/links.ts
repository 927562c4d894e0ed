/**
 * What links are made of. A link leads from a field to the places that it speaks of. Places are canonical: an object's
 * name, a port's item, the labels of a pod or pod template.
 */
import type { FieldPath } from '../yaml/manifestNode.ts';
import type { PodSource } from './clusterIndex.ts';
import type { KubernetesObject, Pod, Workload } from './objects.ts';

export interface Place {
  readonly object: KubernetesObject;
  readonly path: FieldPath;
  /** Where only a part of the field's text is meant. */
  readonly word?: Word;
}

export interface Word {
  readonly text: string;
  /** Where it stands in the field's value. */
  readonly index: number;
}

export type Relation = 'service' | 'service-port' | 'pods' | 'container-port' | 'object';

export interface Link {
  readonly from: Place;
  readonly relation: Relation;
  /** Never empty. */
  readonly targets: readonly Place[];
}

/** Text that is the same for the same place of the same cluster. */
export function placeKey({ object: { source }, path, word }: Place): string {
  const parts = [source.file, source.document, source.item ?? '', ...path];
  return (word ? [...parts, word.index, ''] : parts).join('\n');
}

/** One link, or none where nothing is there to lead to. */
export function linkTo(from: Place, relation: Relation, targets: readonly Place[]): Link[] {
  return targets.length ? [{ from, relation, targets }] : [];
}

export function isWorkload(object: KubernetesObject): object is Workload {
  return 'replicas' in object;
}

export function hasPods(object: KubernetesObject): object is Workload | Pod {
  return object.kind === 'Pod' || isWorkload(object);
}

export function namePlace(object: KubernetesObject): Place {
  return { object, path: ['metadata', 'name'] };
}

export function podsPlace({ object, pod }: Pick<PodSource, 'object' | 'pod'>): Place {
  return { object, path: pod.labelsPath };
}

/** Whether `path` is `outer` or lies below it. */
export function isWithin(path: FieldPath, outer: FieldPath): boolean {
  return path.length >= outer.length && outer.every((step, i) => step === path[i]);
}
