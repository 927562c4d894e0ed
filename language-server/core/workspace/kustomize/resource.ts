/**
 * An object on its way through a build: its tree as it stands, and the identities that it had. Kustomize finds objects by
 * any identity that they ever had, so that patches and references written for a base still reach them.
 */
import type { TextRange } from '../../base/textRange.ts';
import { childOf, type ManifestNode, type MapNode } from '../../yaml/manifestNode.ts';
import type { WorkspaceFile } from '../snapshot.ts';
import { type ObjectType, typeOf } from './fieldSpecs.ts';
import { asMap, mapAt, scalarAt, textAt, withField } from './treeEdits.ts';

export interface Identity extends ObjectType {
  readonly name: string;
  /** Empty where none is written. */
  readonly namespace: string;
}

export interface Resource {
  readonly file: WorkspaceFile;
  readonly document: number;
  readonly item: number | undefined;
  /** Where the outermost kustomization lists what brought it. */
  readonly broughtBy: TextRange;
  readonly node: MapNode;
  /** From the first to the one before the present. */
  readonly previous: readonly Identity[];
  /** The innermost first. */
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** A patch changed it. */
  readonly isPatched: boolean;
  /** Something that is not understood may have changed what is read of it. */
  readonly isUnsure: boolean;
}

const identities = new WeakMap<MapNode, Identity>();

export function identityOf({ node }: Pick<Resource, 'node'>): Identity {
  const known = identities.get(node) ?? readIdentity(node);
  identities.set(node, known);
  return known;
}

function readIdentity(node: MapNode): Identity {
  return {
    ...typeOf(textAt(node, 'apiVersion') ?? '', textAt(node, 'kind') ?? ''),
    name: textAt(node, 'metadata', 'name') ?? '',
    namespace: textAt(node, 'metadata', 'namespace') ?? '',
  };
}

/** All that it was ever known as, the first first. */
export function identitiesOf(resource: Resource): readonly Identity[] {
  return [...resource.previous, identityOf(resource)];
}

export function originalOf(resource: Resource): Identity {
  return resource.previous[0] ?? identityOf(resource);
}

/** Remembers the present identity, which is about to change. */
export function remembered(resource: Resource): Resource {
  return { ...resource, previous: [...resource.previous, identityOf(resource)] };
}

/** `node` is the old tree with its changes. */
export function withNode(resource: Resource, node: ManifestNode): Resource {
  return node === resource.node || node.kind !== 'map' ? resource : { ...resource, node };
}

export function withMetadata(node: MapNode, key: string, value: string): MapNode {
  const place = childOf(node, 'metadata') ?? { start: node.start, end: node.start };
  const metadata = asMap(childOf(node, 'metadata')) ?? mapAt(place);
  const old = childOf(metadata, key);
  return withField(node, 'metadata', withField(metadata, key, scalarAt(old ?? place, value)));
}

/** A namespace that is not written is "default". */
export function effectiveNamespace(identity: Identity): string {
  return isClusterScoped(identity) ? '' : identity.namespace || 'default';
}

const clusterScoped: Readonly<Record<string, string>> = {
  '': 'Namespace Node PersistentVolume ComponentStatus',
  'admissionregistration.k8s.io':
    'ValidatingWebhookConfiguration MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding',
  'apiextensions.k8s.io': 'CustomResourceDefinition',
  'apiregistration.k8s.io': 'APIService',
  'certificates.k8s.io': 'CertificateSigningRequest',
  'flowcontrol.apiserver.k8s.io': 'FlowSchema PriorityLevelConfiguration',
  'networking.k8s.io': 'IngressClass',
  'node.k8s.io': 'RuntimeClass',
  policy: 'PodSecurityPolicy',
  'rbac.authorization.k8s.io': 'ClusterRole ClusterRoleBinding',
  'scheduling.k8s.io': 'PriorityClass',
  'storage.k8s.io': 'CSIDriver CSINode StorageClass VolumeAttachment',
};

/** Of kinds that it does not know kustomize takes it that they are in a namespace. */
export function isClusterScoped({ group, kind }: ObjectType): boolean {
  const kinds = Object.hasOwn(clusterScoped, group) ? clusterScoped[group] : undefined;
  return kinds?.split(' ').includes(kind) ?? false;
}

export function isSameObject(a: Identity, b: Identity): boolean {
  return (
    a.kind === b.kind &&
    a.group === b.group &&
    a.version === b.version &&
    a.name === b.name &&
    effectiveNamespace(a) === effectiveNamespace(b)
  );
}
