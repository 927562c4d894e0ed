/** Finds the object under the cursor, with the field path inside it. */

import { rangeContains } from '../base/textRange.ts';
import { decodeDocument, objectNodes } from '../cluster/decode.ts';
import type { KubernetesObject, ObjectSource } from '../cluster/objects.ts';
import { type FieldPath, type ManifestNode, pathAt } from '../yaml/manifestNode.ts';
import type { Root } from './roots.ts';
import type { Snapshot, WorkspaceFile } from './snapshot.ts';

export interface ObjectAt {
  readonly object: KubernetesObject;
  readonly node: ManifestNode;
  /** From the object's root to the innermost field under the cursor. */
  readonly path: FieldPath;
}

/** The file with its objects as the root has them: what a kustomization builds, else what is written. */
export function fileIn(root: Root | undefined, snapshot: Snapshot, file: string): WorkspaceFile | undefined {
  return root?.build?.views.get(file) ?? snapshot.files.get(file);
}

/** The object whose text holds `offset`: as it stands in the present text, also where the cluster keeps an older one. */
export function objectAt(
  root: Root | undefined,
  snapshot: Snapshot,
  file: string,
  offset: number,
): ObjectAt | undefined {
  const found = fileIn(root, snapshot, file);
  const document = found?.manifest.documents.findLast(d => rangeContains(d, offset));
  if (!found || !document) return undefined;
  const item =
    objectNodes(document).findLast(({ node }) => rangeContains(node, offset)) ?? objectNodes(document).at(-1);
  if (!item) return undefined;
  const candidates = found.stale.has(document.index) ? decodeDocument(document, file) : found.objects;
  const object = candidates.find(o => o.source.document === document.index && o.source.item === item.item);
  return object && { object, node: item.node, path: pathAt(item.node, offset) };
}

/** The node of an object, unless its document was typed over since. */
export function nodeOfSource(file: WorkspaceFile | undefined, source: ObjectSource): ManifestNode | undefined {
  const document = file?.manifest.documents[source.document];
  if (!document || file.stale.has(source.document)) return undefined;
  return objectNodes(document).find(({ item }) => item === source.item)?.node;
}
