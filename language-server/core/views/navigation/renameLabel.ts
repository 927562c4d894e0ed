/**
 * A label of pods and the selectors that ask for it change together: from any one of them, the pods that a selector
 * chooses and the selectors that choose a pod are followed until nothing new is found.
 */
import { type KubernetesObject, kindOf } from '../../cluster/objects.ts';
import { hasPods, isWithin, isWorkload, linksOf, linksTo, type Place, placeKey } from '../../cluster/references.ts';
import { childOf, entryOf, type FieldPath, type ManifestNode, nodeAt } from '../../yaml/manifestNode.ts';
import type { Cursor } from './definition.ts';
import type { PresentOf } from './place.ts';
import type { Occurrence, Part } from './renameSubject.ts';

export interface RenamedLabel {
  readonly key: string;
  readonly value: string;
  /** With a key, the label goes along whatever its value is. */
  readonly part: Part;
}

/** Whether the cursor is on a pair of a selector or of a pod's labels. */
export function isPodLabel({ object, path }: Pick<Cursor, 'object' | 'path'>): boolean {
  const map = path.slice(0, -1);
  const isMap = (wanted: FieldPath) => map.length === wanted.length && isWithin(map, wanted);
  return selectorMaps(object).some(isMap) || (hasPods(object) && isMap(object.pod.labelsPath));
}

/** The maps of pairs by which the object chooses pods. */
function selectorMaps(object: KubernetesObject): FieldPath[] {
  if (object.kind === 'Service') return [['spec', 'selector']];
  const selectors = hasPods(object)
    ? object.pod.podSelectors
    : object.kind === 'Other'
      ? object.podSelectors
      : undefined;
  const maps = (selectors ?? []).map(({ path }) => [...path, 'matchLabels']);
  const hasPlainSelector = ['ReplicationController', 'DeploymentConfig'].includes(kindOf(object));
  if (hasPlainSelector) return [['spec', 'selector'], ...maps];
  return isWorkload(object) ? [['spec', 'selector', 'matchLabels'], ...maps] : maps;
}

export function labelOccurrences(cursor: Cursor, label: RenamedLabel): readonly Occurrence[] {
  const { cluster, presentOf } = cursor;
  const seen = new Map<string, Place>();
  const queue: Place[] = [startOf(cursor)];
  for (let place = queue.pop(); place; place = queue.pop()) {
    if (seen.has(placeKey(place)) || !mentions(place, label, presentOf)) continue;
    seen.set(placeKey(place), place);
    const { object } = place;
    const isLabels = hasPods(object) && isWithin(place.path, object.pod.labelsPath);
    if (isLabels) queue.push(...linksTo(place, cluster).map(({ from }) => from));
    else queue.push(...targetsOf(place, cursor));
  }
  return [...seen.values()].flatMap(place => occurrencesIn(place, label, presentOf));
}

function targetsOf({ object, path }: Place, { cluster }: Cursor): readonly Place[] {
  const links = linksOf(object, cluster).filter(
    ({ from }) => from.path.length === path.length && isWithin(path, from.path),
  );
  return links.flatMap(({ targets }) => targets);
}

/** The selector or the labels that the cursor is in. */
function startOf({ object, path }: Cursor): Place {
  const map = path.slice(0, -1);
  return { object, path: map.at(-1) === 'matchLabels' ? map.slice(0, -1) : map };
}

function mentions(place: Place, label: RenamedLabel, presentOf: PresentOf): boolean {
  return occurrencesIn(place, label, presentOf).length > 0;
}

/** A place is a map of pairs or a label selector. */
function occurrencesIn({ object, path }: Place, label: RenamedLabel, presentOf: PresentOf): Occurrence[] {
  const node = nodeAt(presentOf(object)?.node, path);
  const found = [
    ...pairIn(node, path, label),
    ...pairIn(childOf(node, 'matchLabels'), [...path, 'matchLabels'], label),
  ];
  return [...found, ...expressionsIn(node, path, label)].map(({ path: at, part }) => ({ object, path: at, part }));
}

type Found = Omit<Occurrence, 'object'>;

function pairIn(map: ManifestNode | undefined, path: FieldPath, { key, value, part }: RenamedLabel): Found[] {
  const entry = entryOf(map, key);
  if (entry?.value.kind !== 'scalar') return [];
  return part === 'key' || entry.value.value === value ? [{ path: [...path, key], part }] : [];
}

function expressionsIn(selector: ManifestNode | undefined, path: FieldPath, label: RenamedLabel): Found[] {
  const list = childOf(selector, 'matchExpressions');
  if (list?.kind !== 'sequence') return [];
  return list.items.flatMap((requirement, i) => {
    const at = [...path, 'matchExpressions', i];
    const key = childOf(requirement, 'key');
    if (key?.kind !== 'scalar' || key.value !== label.key) return [];
    if (label.part === 'key') return [{ path: [...at, 'key'], part: 'value' }];
    const values = childOf(requirement, 'values');
    const items = values?.kind === 'sequence' ? values.items : [];
    return items.flatMap((item, j): Found[] =>
      item.kind === 'scalar' && item.value === label.value ? [{ path: [...at, 'values', j], part: 'value' }] : [],
    );
  });
}
