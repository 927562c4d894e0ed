/** Labels that a custom resource gives to the pods that its controller makes, wherever its own schema has a place for them. */
import { childOf, keyText, type ManifestNode } from '../yaml/manifestNode.ts';
import type { ObjectHeader } from './decode.ts';
import type { Labels, OtherObject } from './objects.ts';
import { makerRole } from './podMakerKinds.ts';
import { readLabels } from './read.ts';

export function decodePodLabels(
  node: ManifestNode,
  kind: string,
  { apiVersion }: ObjectHeader,
): Pick<OtherObject, 'podLabels'> {
  const spec = makerRole(kind, apiVersion) === 'nothing' ? undefined : childOf(node, 'spec');
  const podLabels = spec ? labelMaps(spec) : [];
  return podLabels.length ? { podLabels } : {};
}

/** `labels`, `podLabels`, `extraLabels`; not `matchLabels`, which choose among others. */
function labelMaps(node: ManifestNode): readonly Labels[] {
  if (node.kind === 'scalar') return [];
  if (node.kind === 'sequence') return node.items.flatMap(labelMaps);
  return node.entries.flatMap(entry => {
    const key = keyText(entry);
    if (key === 'matchLabels') return [];
    const own = /labels$/i.test(key) ? readLabels(node, key) : undefined;
    return own ? [own] : labelMaps(entry.value);
  });
}
