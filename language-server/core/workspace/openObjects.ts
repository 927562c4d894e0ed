/**
 * Objects of which a template leaves open who they are: their kind, their namespace, their name where others refer to it, or the
 * labels of their pods as a whole. In: a file. Out: gaps, since such an object may be the one that seems to be missing.
 * A single label with an unknown value is no gap: whoever compares labels sees it.
 */
import type { Gap } from '../cluster/completeness.ts';
import { objectNodes } from '../cluster/decode.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import { serviceNameLabel } from '../cluster/sliceLabels.ts';
import { isUnknownKey, isUnknownName, isUnknownNode } from '../cluster/unknownValues.ts';
import type { ManifestDocument } from '../yaml/manifest.ts';
import { keyText, type ManifestNode } from '../yaml/manifestNode.ts';
import { isUnknownText } from '../yaml/unknownText.ts';
import type { WorkspaceFile } from './snapshot.ts';

export function openObjectGaps({ name, manifest, objects }: WorkspaceFile): Gap[] {
  return objects.flatMap(object => {
    const document = manifest.documents[object.source.document];
    if (!document || !hasUnknown(document, manifest.text)) return [];
    const isOfUnknownNamespace = isUnknownName(object.declaredNamespace ?? '');
    const node = objectNodes(document).find(({ item }) => item === object.source.item)?.node;
    const kind = object.kind === 'Other' ? object.actualKind : object.kind;
    const isOfUnknownKind = isUnknownText(kind);
    if (!isOfUnknownKind && !isOfUnknownNamespace && !isOfUnknownName(object) && !(node && isOpen(node))) return [];
    const { declaredNamespace } = object;
    const isKnown = declaredNamespace !== undefined && !isOfUnknownNamespace;
    const scope = {
      ...(isOfUnknownKind ? {} : { kinds: [kind] }),
      ...(isKnown ? { namespace: declaredNamespace } : {}),
    };
    return [{ reason: 'template', file: name, scope }];
  });
}

const withUnknown = new WeakMap<ManifestDocument, boolean>();

function hasUnknown(document: ManifestDocument, text: string): boolean {
  const known = withUnknown.get(document);
  if (known !== undefined) return known;
  const found = document.root !== undefined && mayBeFilledIn(text.slice(document.start, document.end));
  withUnknown.set(document, found);
  return found;
}

/** A word in capitals may stand in for a name too. */
function mayBeFilledIn(text: string): boolean {
  return isUnknownText(text) || /(?:^|[\s"'{,])(?:name|namespace)["']?:[ \t]*["']?(?:[A-Z]|[<{[(])/m.test(text);
}

/** The names by which others find these. */
function isOfUnknownName(object: KubernetesObject): boolean {
  if (object.kind === 'EndpointSlice') return isUnknownText(object.labels[serviceNameLabel]);
  return (
    (object.kind === 'Service' || object.kind === 'Endpoints' || object.kind === 'Node') && isUnknownName(object.name)
  );
}

/** The way from an object to the labels of its pods. */
const wayToLabels = new Set(['metadata', 'labels', 'spec', 'template', 'jobTemplate']);

/** Something on that way is filled in as a whole, or has keys that are. */
function isOpen(node: ManifestNode): boolean {
  if (node.kind !== 'map') return false;
  return node.entries.some(entry => {
    if (isUnknownKey(entry)) return true;
    return wayToLabels.has(keyText(entry)) && (isUnknownNode(entry.value) || isOpen(entry.value));
  });
}
