/**
 * Label selectors of pods with the namespaces that are named beside them: in policies, affinity and topology spread. In:
 * nodes of a tree. Out: typed selectors with their paths.
 */
import { childOf, type FieldPath, type ManifestNode } from '../yaml/manifestNode.ts';
import type { LabelSelector, NamespaceChoice, PodSelector } from './objects.ts';
import { isPresent, readItems, readLabels, readString, readStrings } from './read.ts';
import { nodesMatching, type PathPattern, type PlacedNode } from './referenceFields.ts';

/** In a pod's spec: the maps that hold a `labelSelector`. */
const termPatterns: readonly PathPattern[] = [
  ...['podAffinity', 'podAntiAffinity'].flatMap(kind => [
    ['affinity', kind, 'requiredDuringSchedulingIgnoredDuringExecution', '*'],
    ['affinity', kind, 'preferredDuringSchedulingIgnoredDuringExecution', '*', 'podAffinityTerm'],
  ]),
  ['topologySpreadConstraints', '*'],
];

export function decodeLabelSelector(node: ManifestNode): LabelSelector {
  const matchExpressions = readItems(node, 'matchExpressions').map(requirement => ({
    key: readString(requirement, 'key') ?? '',
    operator: readString(requirement, 'operator') ?? '',
    values: readStrings(requirement, 'values'),
  }));
  return { matchLabels: readLabels(node, 'matchLabels') ?? {}, matchExpressions };
}

/** `holder` is the map that the selector stands in. */
export function decodePodSelector({ node, path }: PlacedNode, holder: ManifestNode | undefined): PodSelector[] {
  if (node.kind !== 'map') return [];
  const namespaces = decodeNamespaces(holder);
  return [{ path, ...decodeLabelSelector(node), ...(namespaces ? { namespaces } : {}) }];
}

/** Undefined where only the object's own namespace is meant. */
function decodeNamespaces(holder: ManifestNode | undefined): NamespaceChoice | undefined {
  const names = readStrings(holder, 'namespaces').filter(name => name !== '');
  const selector = isPresent(holder, 'namespaceSelector') ? childOf(holder, 'namespaceSelector') : undefined;
  if (!selector && names.length === 0) return undefined;
  return { names, selector: selector && decodeLabelSelector(selector) };
}

/** Of the pods that a pod wants to be near to or far from; `path` leads to its spec. */
export function decodeTerms(spec: ManifestNode | undefined, path: FieldPath): PodSelector[] {
  if (!spec || !(childOf(spec, 'affinity') || childOf(spec, 'topologySpreadConstraints'))) return [];
  return termPatterns.flatMap(pattern =>
    nodesMatching(spec, pattern).flatMap(term => {
      const node = childOf(term.node, 'labelSelector');
      return node ? decodePodSelector({ node, path: [...path, ...term.path, 'labelSelector'] }, term.node) : [];
    }),
  );
}
