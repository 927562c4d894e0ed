/**
 * Documents kept as text inside another one: a ConfigMap's entry, a patch in a list. In: the outer node and the path of
 * the text. Out: the documents in it, and their claims with the text's own place and the line in it.
 */
import { type FieldPath, type ManifestNode, nodeAt, rangeAt } from '../../yaml/manifestNode.ts';
import { parseManifest } from '../../yaml/parseManifest.ts';
import type { SettingClaim } from '../objects.ts';

export interface Embedded {
  readonly root: ManifestNode;
  /** The line of a field of it in the whole text, from 0. */
  readonly lineOf: (path: FieldPath) => number;
}

/** Those that parse. */
export function embeddedDocuments(outer: ManifestNode, path: FieldPath): Embedded[] {
  const node = nodeAt(outer, path);
  const text = node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
  return parseManifest(text).documents.flatMap(({ root, problems }) =>
    root?.kind === 'map' && problems.length === 0
      ? [{ root, lineOf: inner => text.slice(0, rangeAt(root, inner).start).split('\n').length - 1 }]
      : [],
  );
}

export function embeddedClaims(claims: readonly SettingClaim[], { lineOf }: Embedded, path: FieldPath): SettingClaim[] {
  return claims.map(claim => ({ ...claim, path, line: lineOf(claim.path) }));
}
