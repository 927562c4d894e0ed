/**
 * Keys of a kustomization in any letter case. Kustomize decodes the file with Go's encoding/json, which takes `Resources`
 * for `resources` (api/types/kustomization.go, Unmarshal). In: a tree as written, and the names that are known. Out: the
 * tree with these names spelled as documented; maps whose keys are free, such as labels, stay as they are.
 */
import { keyText, type ManifestNode } from '../../yaml/manifestNode.ts';

/** Maps of a kustomization whose keys mean what they say. */
const freeMaps: ReadonlySet<string> = new Set([
  'commonLabels',
  'commonAnnotations',
  'pairs',
  'metadata',
  'openapi',
  'annotations',
  'valuesInline',
]);

export type KnownNames = ReadonlyMap<string, string>;

export function knownNames(names: Iterable<string>): KnownNames {
  return new Map([...names].map(name => [name.toLowerCase(), name]));
}

export function withFoldedKeys(node: ManifestNode, names: KnownNames, free = freeMaps): ManifestNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'sequence') {
    const items = node.items.map(item => withFoldedKeys(item, names, free));
    return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
  }
  const entries = node.entries.map(entry => {
    const key = keyText(entry);
    const name = names.get(key.toLowerCase()) ?? key;
    const value = free.has(name) ? entry.value : withFoldedKeys(entry.value, names, free);
    return name === key && value === entry.value ? entry : { key: { ...entry.key, value: name }, value };
  });
  return entries.every((entry, i) => entry === node.entries[i]) ? node : { ...node, entries };
}
