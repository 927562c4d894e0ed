/**
 * Whether code of another tool stands where a map or a list belongs on which everything else depends: with its labels,
 * its ports or its containers unknown, a document says too little to conclude anything from it. In: its tree.
 */
import { keyText, type ManifestNode, type MapEntry } from './manifestNode.ts';
import { isUnknownText } from './unknownText.ts';

const structural = new Set([
  ...[
    'metadata',
    'spec',
    'template',
    'labels',
    'matchLabels',
    'selector',
    'containers',
    'ports',
    'subsets',
    'endpoints',
  ],
]);

export function hasOpenStructure(node: ManifestNode): boolean {
  if (node.kind === 'scalar') return false;
  if (node.kind === 'sequence') return node.items.some(hasOpenStructure);
  return node.entries.some(entry => isOpen(entry) || hasOpenStructure(entry.value));
}

function isOpen(entry: MapEntry): boolean {
  if (!structural.has(keyText(entry))) return false;
  const { value } = entry;
  if (value.kind === 'scalar') return isUnknownText(value.value);
  // A label more or less leaves the others as they are.
  if (keyText(entry) === 'labels') return false;
  const parts = value.kind === 'map' ? value.entries.map(({ key }) => key) : value.items;
  return parts.some(part => part.kind === 'scalar' && isUnknownText(part.value) && !isDirective(part.value));
}

/** Kustomize's own words. */
function isDirective(value: unknown): boolean {
  return /^\$(?:patch|retainKeys|setElementOrder|deleteFromPrimitiveList)\b/.test(String(value));
}
