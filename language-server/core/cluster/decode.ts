/**
 * Manifest documents to typed objects. In: a parsed manifest and its file. Out: the objects of all its documents,
 * items of Lists included, in order. Templates and documents that are not Kubernetes give nothing; fields of a wrong
 * type read as absent.
 */
import type { TextRange } from '../base/textRange.ts';
import { isSyntaxProblem, type Manifest, type ManifestDocument } from '../yaml/manifest.ts';
import { childOf, keyText, type ManifestNode, type MapEntry, type MapNode, nodeAt } from '../yaml/manifestNode.ts';
import { decodeClusterFacts } from './decodeClusterFacts.ts';
import { decodeEndpoints, decodeSlice } from './decodeEndpoints.ts';
import { decodePodLabels } from './decodePodLabels.ts';
import { decodeReferences } from './decodeReferences.ts';
import { decodeService } from './decodeService.ts';
import {
  decodeCustomWorkload,
  decodeNode,
  decodePod,
  decodeWorkload,
  hasPodTemplate,
  isWorkloadKind,
} from './decodeWorkload.ts';
import type { KubernetesObject, ObjectSource } from './objects.ts';
import { isPresent, noLabels, readItems, readLabels, readString } from './read.ts';
import { isPlainConfiguration, plainStatements } from './statements/plainConfiguration.ts';

/** What every decoder gets: the object's node and the fields that all objects share. */
export interface ObjectHeader {
  readonly apiVersion: string;
  readonly name: string;
  readonly namespace: string;
  readonly declaredNamespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly deletionTimestamp: boolean;
  readonly source: ObjectSource;
}

export function decodeManifest(manifest: Manifest, file: string): KubernetesObject[] {
  return manifest.documents.flatMap(document => decodeDocument(document, file));
}

export function decodeDocument(document: ManifestDocument, file: string): KubernetesObject[] {
  if (isPlainConfiguration(document.root)) return decodePlain(document.root, document, file);
  if (!document.root || document.isTemplate || !document.isKubernetes) return [];
  const typed = typeOfItems(document.root);
  const objects = objectNodes(document).flatMap(({ node, item }) =>
    decodeObject(node, file, document.index, item, typed),
  );
  return document.problems.some(isSyntaxProblem) ? objects.map(partial) : objects;
}

function partial(object: KubernetesObject): KubernetesObject {
  return { ...object, source: { ...object.source, isPartial: true } };
}

/** What an installer's own configuration says, where the document is one and can be read whole. */
function decodePlain(root: MapNode, { index, problems }: ManifestDocument, file: string): KubernetesObject[] {
  return problems.length ? [] : plainStatements(root, decodeHeader(root, '', { file, document: index }));
}

interface ObjectType {
  readonly kind: string;
  readonly apiVersion: string;
}

/** The API server's own lists say what their items are; those leave it out. */
function typeOfItems(root: ManifestNode): ObjectType | undefined {
  const kind = /^(.+)List$/.exec(readString(root, 'kind') ?? '')?.[1];
  const apiVersion = readString(root, 'apiVersion');
  return kind !== undefined && apiVersion !== undefined ? { kind, apiVersion } : undefined;
}

/** The nodes of a document that are objects: its root, or the items of a List. */
export function objectNodes(document: ManifestDocument): { node: ManifestNode; item?: number }[] {
  const { root } = document;
  if (root?.kind !== 'map') return [];
  const isList = (readString(root, 'kind') ?? '').endsWith('List') && childOf(root, 'items')?.kind === 'sequence';
  if (!isList) return [{ node: root }];
  return readItems(root, 'items').flatMap((node, item) => (node.kind === 'map' ? [{ node, item }] : []));
}

export function decodeObject(
  node: ManifestNode,
  file: string,
  document: number,
  item: number | undefined,
  typed?: ObjectType,
): KubernetesObject[] {
  const kind = readString(node, 'kind') ?? typed?.kind;
  const apiVersion = readString(node, 'apiVersion') ?? typed?.apiVersion;
  if (kind === undefined || apiVersion === undefined || isAssertion(node)) return [];
  const header = decodeHeader(node, apiVersion, { file, document, ...(item === undefined ? {} : { item }) });
  const facts = decodeClusterFacts(node, kind, header);
  return [decodeKind(node, kind, header), ...facts];
}

/** Chainsaw holds objects against partial ones, with expressions in parentheses for keys: `(length(ports)): 2`. */
function isAssertion(node: ManifestNode): boolean {
  if (node.kind !== 'map') return false;
  return node.entries.some(
    entry => isExpression(entry) || (entry.value.kind === 'map' && entry.value.entries.some(isExpression)),
  );
}

function isExpression(entry: MapEntry): boolean {
  const key = keyText(entry);
  return key.startsWith('(') && key.endsWith(')');
}

function decodeKind(node: ManifestNode, kind: string, header: ObjectHeader): KubernetesObject {
  const { apiVersion } = header;
  if (kind === 'Service' && apiVersion === 'v1') return decodeService(node, header);
  if (kind === 'Endpoints' && apiVersion === 'v1') return decodeEndpoints(node, header);
  if (kind === 'EndpointSlice' && apiVersion.startsWith('discovery.k8s.io/')) return decodeSlice(node, header);
  if (kind === 'Node' && apiVersion === 'v1') return decodeNode(node, header);
  if (kind === 'Pod' && apiVersion === 'v1') return decodePod(node, header);
  if (isWorkloadKind(kind, apiVersion)) return decodeWorkload(node, kind, header);
  if (hasPodTemplate(node, kind, apiVersion)) return decodeCustomWorkload(node, kind, header);
  const fields = { ...decodeReferences(node, kind, header), ...decodePodLabels(node, kind, header) };
  return { kind: 'Other', actualKind: kind, ...header, ...fields };
}

function decodeHeader(
  node: ManifestNode,
  apiVersion: string,
  place: Pick<ObjectSource, 'file' | 'document' | 'item'>,
): ObjectHeader {
  const metadata = childOf(node, 'metadata');
  const declaredNamespace = readString(metadata, 'namespace') || undefined;
  const nameNode = nodeAt(node, ['metadata', 'name']);
  const firstKey = node.kind === 'map' ? node.entries[0]?.key : undefined;
  const nameRange = nameNode ?? firstKey ?? node;
  return {
    apiVersion,
    name: readString(metadata, 'name') ?? '',
    namespace: declaredNamespace ?? 'default',
    declaredNamespace,
    labels: readLabels(metadata, 'labels') ?? noLabels,
    annotations: readLabels(metadata, 'annotations') ?? noLabels,
    deletionTimestamp: isPresent(metadata, 'deletionTimestamp'),
    source: sourceOf(place, node, nameRange),
  };
}

/** Written out, because objects made by spreading each get a shape of their own, which weighs more than they do. */
function sourceOf(
  { file, document, item }: Pick<ObjectSource, 'file' | 'document' | 'item'>,
  { start, end }: TextRange,
  name: TextRange,
): ObjectSource {
  const range = { start, end };
  const nameRange = { start: name.start, end: name.end };
  return item === undefined ? { file, document, range, nameRange } : { file, document, item, range, nameRange };
}
