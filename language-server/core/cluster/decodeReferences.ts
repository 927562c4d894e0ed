/** The fields of an object that name others or choose pods, as typed references; half-written ones are left out. */
import { childOf, type ManifestNode, nodeAt } from '../yaml/manifestNode.ts';
import type { ObjectHeader } from './decode.ts';
import { decodePodSelector } from './decodePodSelectors.ts';
import { hostMentions } from './hostNames.ts';
import type { Isolation, OtherObject, PolicyPort, ServiceReference, TargetReference } from './objects.ts';
import { readIntOrString, readItems, readString, readStrings } from './read.ts';
import { nodesMatching, type PlacedNode, referenceFields, type ServiceFieldShape } from './referenceFields.ts';

export function decodeReferences(
  node: ManifestNode,
  kind: string,
  { apiVersion, namespace }: ObjectHeader,
): Pick<OtherObject, 'references' | 'podSelectors' | 'policyPorts' | 'isolates' | 'targets' | 'hosts'> {
  const fields = referenceFields(kind, apiVersion);
  if (!fields) return {};
  const references = fields.services.flatMap(shape =>
    nodesMatching(node, shape.holder).flatMap(place => decodeReference(place, shape, namespace)),
  );
  const podSelectors = fields.pods.flatMap(pattern =>
    nodesMatching(node, pattern).flatMap(place => decodePodSelector(place, nodeAt(node, place.path.slice(0, -1)))),
  );
  const policyPorts = (fields.policyPorts ?? []).flatMap(p => nodesMatching(node, p).flatMap(decodePolicyPort));
  const targets = (fields.targets ?? []).flatMap(pattern =>
    nodesMatching(node, pattern).flatMap(place => decodeTarget(place, fields.impliedTarget)),
  );
  const hosts = (fields.hosts ?? []).flatMap(pattern => nodesMatching(node, pattern).flatMap(hostMentions));
  return {
    ...(references.length ? { references } : {}),
    ...(podSelectors.length ? { podSelectors } : {}),
    ...(policyPorts.length ? { policyPorts } : {}),
    ...(fields.policyPorts ? { isolates: decodeIsolation(node) } : {}),
    ...(targets.length ? { targets } : {}),
    ...(hosts.length ? { hosts } : {}),
  };
}

function decodePolicyPort({ node, path }: PlacedNode): PolicyPort[] {
  const value = readIntOrString(node, 'port');
  // A range of ports is no one port.
  if (value === undefined || childOf(node, 'endPort')) return [];
  return [{ path: [...path, 'port'], value, protocol: readString(node, 'protocol') }];
}

/** Without policyTypes every policy is about ingress, and about egress where it has rules for it. */
function decodeIsolation(node: ManifestNode): Isolation {
  const spec = childOf(node, 'spec');
  const types = readStrings(spec, 'policyTypes');
  if (types.length > 0) return { ingress: types.includes('Ingress'), egress: types.includes('Egress') };
  return { ingress: true, egress: readItems(spec, 'egress').length > 0 };
}

function decodeTarget({ node, path }: PlacedNode, implied: string | undefined): TargetReference[] {
  const [kind, name] = [readString(node, 'kind') ?? implied, readString(node, 'name')];
  return kind && name ? [{ kind, name, path: [...path, 'name'] }] : [];
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
