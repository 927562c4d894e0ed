/**
 * A label of pods and the selectors that ask for it change together: from any one of them, the pods that a selector
 * chooses and the selectors that choose a pod are followed until nothing new is found.
 */
import type { KubernetesObject } from '../cluster/objects.ts';
import { hasPods, isWithin, isWorkload, linksOf, linksTo, type Place, placeKey } from '../cluster/references.ts';
import { childOf, entryOf, type FieldPath, keyText, type ManifestNode, nodeAt } from '../yaml/manifestNode.ts';
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
  if (object.kind === 'Service' || object.kind === 'ReplicationController') return [['spec', 'selector']];
  if (object.kind === 'Other') return (object.podSelectors ?? []).map(({ path }) => [...path, 'matchLabels']);
  return isWorkload(object) ? [['spec', 'selector', 'matchLabels']] : [];
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

/** A place is a map of pairs or a label selector; a pod template speaks of its own labels in its spread as well. */
function occurrencesIn({ object, path }: Place, label: RenamedLabel, presentOf: PresentOf): Occurrence[] {
  const root = presentOf(object)?.node;
  const node = nodeAt(root, path);
  const found = [
    ...pairIn(node, path, label),
    ...pairIn(childOf(node, 'matchLabels'), [...path, 'matchLabels'], label),
  ];
  const expressions = expressionsIn(node, path, label);
  const isLabels = hasPods(object) && isWithin(path, object.pod.labelsPath);
  const specPath = [...path.slice(0, -2), 'spec'];
  const inner = isLabels && found.length ? ownSelectorsIn(nodeAt(root, specPath), specPath, label) : [];
  return [...found, ...expressions, ...inner].map(({ path: at, part }) => ({ object, path: at, part }));
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

/** Affinity and topology spread of a template that ask for its own label. */
function ownSelectorsIn(node: ManifestNode | undefined, path: FieldPath, label: RenamedLabel): Found[] {
  if (node?.kind === 'sequence') return node.items.flatMap((item, i) => ownSelectorsIn(item, [...path, i], label));
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(entry => {
    const at = [...path, keyText(entry)];
    if (keyText(entry) !== 'labelSelector') return ownSelectorsIn(entry.value, at, label);
    return [
      ...pairIn(childOf(entry.value, 'matchLabels'), [...at, 'matchLabels'], label),
      ...expressionsIn(entry.value, at, label),
    ];
  });
}
