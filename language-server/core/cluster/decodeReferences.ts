/** The fields of an object that name a Service or choose pods, as typed references; half-written ones are left out. */
import { type ManifestNode, nodeAt } from '../yaml/manifestNode.ts';
import type { ObjectHeader } from './decode.ts';
import type { OtherObject, PodSelector, ServiceReference } from './objects.ts';
import { isPresent, readIntOrString, readItems, readLabels, readString, readStrings } from './read.ts';
import { nodesMatching, type PlacedNode, referenceFields, type ServiceFieldShape } from './referenceFields.ts';

export function decodeReferences(
  node: ManifestNode,
  kind: string,
  { apiVersion, namespace }: ObjectHeader,
): Pick<OtherObject, 'references' | 'podSelectors'> {
  const fields = referenceFields(kind, apiVersion);
  if (!fields) return {};
  const references = fields.services.flatMap(shape =>
    nodesMatching(node, shape.holder).flatMap(place => decodeReference(place, shape, namespace)),
  );
  const podSelectors = fields.pods.flatMap(pattern =>
    nodesMatching(node, pattern).flatMap(place => (choosesElsewhere(node, place) ? [] : decodePodSelector(place))),
  );
  return { ...(references.length ? { references } : {}), ...(podSelectors.length ? { podSelectors } : {}) };
}

function decodeReference({ node, path }: PlacedNode, shape: ServiceFieldShape, own: string): ServiceReference[] {
  const name = readString(node, shape.name);
  if (!name || (shape.kinded && !namesService(node))) return [];
  const namespace = (shape.namespaced && readString(node, 'namespace')) || own;
  const servicePort = decodePort({ node, path }, shape);
  const reference: ServiceReference = { namespace, name, path: [...path, shape.name], servicePort };
  const value = shape.impliedPort;
  return [
    servicePort || value === undefined ? reference : { ...reference, impliedPort: { value, path: [...path, 'port'] } },
  ];
}

/** The group of Services is the core group, which is written as nothing. */
export function namesService(holder: ManifestNode): boolean {
  return (readString(holder, 'group') ?? '') === '' && (readString(holder, 'kind') ?? 'Service') === 'Service';
}

function decodePort({ node, path }: PlacedNode, shape: ServiceFieldShape): ServiceReference['servicePort'] {
  for (const { path: steps } of shape.servicePorts) {
    const value = readIntOrString(nodeAt(node, steps.slice(0, -1)), steps.at(-1)!);
    if (value !== undefined && value !== '') return { value, path: [...path, ...steps] };
  }
  return undefined;
}

/** A peer of a NetworkPolicy that names namespaces as well chooses pods there, not here. */
function choosesElsewhere(root: ManifestNode, { path }: PlacedNode): boolean {
  return isPresent(nodeAt(root, path.slice(0, -1)), 'namespaceSelector');
}

function decodePodSelector({ node, path }: PlacedNode): PodSelector[] {
  if (node.kind !== 'map') return [];
  const matchExpressions = readItems(node, 'matchExpressions').map(requirement => ({
    key: readString(requirement, 'key') ?? '',
    operator: readString(requirement, 'operator') ?? '',
    values: readStrings(requirement, 'values'),
  }));
  return [{ path, matchLabels: readLabels(node, 'matchLabels') ?? {}, matchExpressions }];
}
