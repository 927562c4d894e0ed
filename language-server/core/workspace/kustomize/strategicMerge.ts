/**
 * Strategic merge patches as kustomize 5 applies them. In: an object and a patch. Out: the object after it, nothing
 * where the patch deletes it, and the fields where the outcome is in doubt: directives and lists that kustomize itself
 * treats in ways of its own.
 */
import {
  childOf,
  type FieldPath,
  keyText,
  type ManifestNode,
  type MapNode,
  type SequenceNode,
} from '../../yaml/manifestNode.ts';
import { asMap, isNull, placedAt, textAt, textOf, withField, withoutField } from './treeEdits.ts';

export interface Merged {
  readonly node: MapNode | undefined;
  readonly doubts: readonly FieldPath[];
}

interface Merge {
  /** Kustomize knows how lists of this kind are merged. */
  readonly hasSchema: boolean;
  readonly doubts: FieldPath[];
}

/** `hasSchema`: the kind is one of Kubernetes' own; of others whole lists are replaced. */
export function mergeStrategic(node: MapNode, patch: MapNode, hasSchema: boolean): Merged {
  const merge: Merge = { hasSchema, doubts: [] };
  const merged = mergeMap(node, patch, [], merge);
  return { node: asMap(merged), doubts: merge.doubts };
}

function directiveOf(node: ManifestNode): string | undefined {
  return textAt(node, '$patch');
}

function mergeMap(map: MapNode, patch: MapNode, path: FieldPath, merge: Merge): ManifestNode | undefined {
  const directive = directiveOf(patch);
  if (directive === 'delete') return undefined;
  if (directive === 'replace') return cleaned(patch, map, path, merge);
  let result = map;
  for (const { key, value } of patch.entries) {
    const name = String(key.value);
    if (name === '$patch') continue;
    if (name.startsWith('$')) merge.doubts.push([...path, name.slice(name.indexOf('/') + 1)]);
    else result = mergeField(result, name, value, [...path, name], merge);
  }
  return result;
}

function mergeField(map: MapNode, key: string, patch: ManifestNode, path: FieldPath, merge: Merge): MapNode {
  if (isNull(patch)) return withoutField(map, key);
  const present = childOf(map, key);
  const merged = isNull(present) ? cleaned(patch, map, path, merge) : mergeNode(present!, patch, path, merge);
  return merged ? withField(map, key, merged) : withoutField(map, key);
}

function mergeNode(node: ManifestNode, patch: ManifestNode, path: FieldPath, merge: Merge): ManifestNode | undefined {
  if (patch.kind === 'map' && node.kind === 'map') return mergeMap(node, patch, path, merge);
  if (patch.kind === 'sequence' && node.kind === 'sequence') return mergeList(node, patch, path, merge);
  return cleaned(patch, node, path, merge);
}

/** What a patch brings by itself: without its directives, and standing where it is put. */
function cleaned(patch: ManifestNode, place: ManifestNode, path: FieldPath, merge: Merge): ManifestNode | undefined {
  const range = place.kind === 'map' ? { start: place.start, end: place.start } : place;
  const clean = withoutDirectives(patch, path, merge);
  return clean && placedAt(clean, range);
}

function withoutDirectives(patch: ManifestNode, path: FieldPath, merge: Merge): ManifestNode | undefined {
  if (patch.kind === 'scalar') return patch;
  if (patch.kind === 'sequence') {
    return { ...patch, items: patch.items.flatMap((item, i) => withoutDirectives(item, [...path, i], merge) ?? []) };
  }
  if (directiveOf(patch) === 'delete') return undefined;
  const entries = patch.entries.flatMap(entry => {
    const key = keyText(entry);
    if (key === '$patch' || isNull(entry.value)) return [];
    if (key.startsWith('$')) merge.doubts.push(path);
    const value = withoutDirectives(entry.value, [...path, key], merge);
    return value && !key.startsWith('$') ? [{ key: entry.key, value }] : [];
  });
  return { ...patch, entries };
}

/** The keys by which the items of a list are told apart; the second may be missing in an item. */
function mergeKeysOf(path: FieldPath): readonly string[] {
  const field = String(path.at(-1));
  if (field === 'ports')
    return path.includes('containers') || path.includes('initContainers')
      ? ['containerPort', 'protocol']
      : path[0] === 'spec'
        ? ['port', 'protocol']
        : [];
  return Object.hasOwn(mergeKeys, field) ? [mergeKeys[field]!] : [];
}

const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
  webhooks: 'name',
  ownerReferences: 'uid',
  conditions: 'type',
  addresses: 'type',
};

function mergeList(list: SequenceNode, patch: SequenceNode, path: FieldPath, merge: Merge): ManifestNode | undefined {
  const keys = merge.hasSchema ? mergeKeysOf(path) : [];
  const isReplaced = patch.items.some(item => directiveOf(item) === 'replace' && asMap(item)?.entries.length === 1);
  if (keys.length === 0 || isReplaced) {
    const items = patch.items.filter(item => directiveOf(item) !== 'replace');
    return cleaned({ ...patch, items }, list, path, merge);
  }
  return mergeByKeys(list, patch, { path, keys, merge });
}

interface ListMerge {
  readonly path: FieldPath;
  readonly keys: readonly string[];
  readonly merge: Merge;
}

function mergeByKeys(list: SequenceNode, patch: SequenceNode, context: ListMerge): SequenceNode {
  const {
    path,
    keys: [key = '', second = ''],
    merge,
  } = context;
  const identity = (item: ManifestNode) => `${textAt(item, key) ?? ''}\n${textAt(item, second) ?? ''}`;
  if (patch.items.some(item => isOddItem(item, list, context))) merge.doubts.push(path);
  const byIdentity = new Map(patch.items.map(item => [identity(item), item]));
  const present = new Set(list.items.map(identity));
  const change = (item: ManifestNode, i: number) => {
    const wanted = asMap(byIdentity.get(identity(item)));
    const map = asMap(item);
    const merged = wanted && map ? mergeMap(map, wanted, [...path, i], merge) : item;
    return merged ? [merged] : [];
  };
  const added = patch.items.flatMap(item =>
    present.has(identity(item)) ? [] : (cleaned(item, list, path, merge) ?? []),
  );
  const kept = list.items.flatMap(change);
  if (patch.items.some(item => textAt(item, second) !== undefined)) return { ...list, items: [...added, ...kept] };
  // Told apart by one key, items come in the order of the patch.
  const merged = [...added, ...kept];
  const first = [...byIdentity.keys()].flatMap(id => merged.filter(item => identity(item) === id));
  return { ...list, items: [...first, ...kept.filter(item => !byIdentity.has(identity(item)))] };
}

/** Kustomize loses an item without its key, and one whose protocol is written on one side alone. */
function isOddItem(item: ManifestNode, list: SequenceNode, { keys: [key = '', second] }: ListMerge): boolean {
  const value = textAt(item, key);
  if (value === undefined) return true;
  if (second === undefined) return false;
  const isWritten = textOf(childOf(item, second)) !== undefined;
  return list.items.some(
    other => textAt(other, key) === value && (textOf(childOf(other, second)) !== undefined) !== isWritten,
  );
}
