/** Where the field under the cursor leads: the Service of a backend, the pods of a selector, a container's port. */
import { rangeContains } from '../../base/textRange.ts';
import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import type { ClusterSettings } from '../../cluster/clusterSettings.ts';
import type { KubernetesObject } from '../../cluster/objects.ts';
import { declarationsAt, isWithin, type Link, linksOf } from '../../cluster/references.ts';
import { type FieldPath, type ManifestNode, rangeAt } from '../../yaml/manifestNode.ts';
import type { DefinitionView } from './navigationModel.ts';
import { type PresentOf, rangeOf, targetOf } from './place.ts';

/** The object under the cursor as it stands in the present text, and the cluster that it belongs to. */
export interface Cursor {
  readonly object: KubernetesObject;
  readonly node: ManifestNode;
  readonly path: FieldPath;
  readonly offset: number;
  readonly cluster: ClusterIndex;
  readonly settings: ClusterSettings;
  readonly presentOf: PresentOf;
}

/** The innermost link whose field the cursor is in. */
export function linkAt({ object, path, offset, cluster, presentOf }: Cursor): Link | undefined {
  const around = linksOf(object, cluster).filter(
    ({ from }) => isWithin(path, from.path) && (!from.word || rangeContains(rangeOf(from, presentOf), offset)),
  );
  return around.reduce<Link | undefined>(
    (best, found) => (best && best.from.path.length >= found.from.path.length ? best : found),
    undefined,
  );
}

/** What is declared under the cursor is its own definition, so that editors offer the references instead. */
export function definition(cursor: Cursor): DefinitionView | undefined {
  const { object, node, path, offset, presentOf } = cursor;
  const link = linkAt(cursor);
  const places = link?.targets ?? declarationsAt(object, path).slice(0, 1);
  if (places.length === 0) return undefined;
  const field = link?.from.word ? rangeOf(link.from, presentOf) : rangeAt(node, path);
  const origin = rangeContains(field, offset) ? field : { start: offset, end: offset };
  return { origin, targets: places.map(place => targetOf(place, presentOf)) };
}
