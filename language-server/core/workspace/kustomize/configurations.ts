/** What a `configurations` file adds to the fields that transformers reach. In: its tree. Out: tables of fields. */
import { childOf, type ManifestNode } from '../../yaml/manifestNode.ts';
import type { FieldSpec, TransformerFields, TypeFilter } from './fieldSpecs.ts';
import { knownNames, withFoldedKeys } from './foldKeys.ts';
import { textOf } from './treeEdits.ts';

const names = knownNames([
  ...['commonLabels', 'labels', 'templateLabels', 'commonAnnotations', 'namespace', 'replicas', 'nameReference'],
  ...['fieldSpecs', 'path', 'create', 'group', 'version', 'kind'],
]);

export function decodeConfiguration(written: ManifestNode | undefined): Partial<TransformerFields> {
  const root = written && withFoldedKeys(written, names, new Set());
  const specs = (key: string) => decodeFieldSpecs(childOf(root, key));
  const references = childOf(root, 'nameReference');
  const ofServices = references?.kind === 'sequence' ? references.items.filter(namesServices) : [];
  return {
    commonLabels: [...specs('commonLabels'), ...specs('labels')],
    templateLabels: specs('templateLabels'),
    commonAnnotations: specs('commonAnnotations'),
    // Names and namespaces of the objects themselves follow rules of their own.
    namespace: specs('namespace').filter(({ path }) => path[0] !== 'metadata'),
    replicas: specs('replicas'),
    serviceNames: ofServices.flatMap(item => decodeFieldSpecs(childOf(item, 'fieldSpecs'))),
  };
}

function namesServices(node: ManifestNode): boolean {
  return textOf(childOf(node, 'kind')) === 'Service' && !textOf(childOf(node, 'group'));
}

export function decodeFieldSpecs(node: ManifestNode | undefined): FieldSpec[] {
  if (node?.kind !== 'sequence') return [];
  return node.items.flatMap(item => {
    const path = textOf(childOf(item, 'path'));
    if (!path) return [];
    const create = textOf(childOf(item, 'create')) === 'true';
    return [{ ...decodeTypeFilter(item), path: path.split('/').map(step => step.replace(/\[\]$/, '')), create }];
  });
}

function decodeTypeFilter(node: ManifestNode): TypeFilter {
  const pairs = ['group', 'version', 'kind'].map(key => [key, textOf(childOf(node, key))] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value));
}
