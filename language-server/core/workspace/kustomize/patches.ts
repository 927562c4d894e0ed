/**
 * Applies the patches of a kustomization. In: the objects so far, and a patch with its text read. Out: the objects after
 * it, and what kept it from being understood. An object that a patch may have changed in ways that are not understood is
 * marked, unless what it touches is not read anyway.
 */

import { objectNodes } from '../../cluster/decode.ts';
import type { ManifestDocument } from '../../yaml/manifest.ts';
import {
  type FieldPath,
  keyText,
  type ManifestNode,
  type MapNode,
  type SequenceNode,
} from '../../yaml/manifestNode.ts';
import { typeOf } from './fieldSpecs.ts';
import { applyJsonPatch } from './jsonPatch.ts';
import { isKnownType } from './knownTypes.ts';
import type { Patch } from './kustomization.ts';
import { readsField } from './readFields.ts';
import { identitiesOf, identityOf, isSameObject, type Resource, remembered, withNode } from './resource.ts';
import { mergeStrategic } from './strategicMerge.ts';
import { targetTest } from './targets.ts';
import { asMap, isNull, textAt, withTexts } from './treeEdits.ts';

export interface Patched {
  readonly resources: readonly Resource[];
  /** What went wrong, as the end of a sentence that begins with the patch. */
  readonly problems: readonly string[];
}

export interface PatchText {
  readonly text: string;
  readonly documents: readonly ManifestDocument[];
}

/** `content` is undefined where it could not be read. */
export function applyPatch(resources: readonly Resource[], patch: Patch, content: PatchText | undefined): Patched {
  const documents = content?.documents;
  const isTarget = patch.target && targetTest(patch.target);
  if (patch.target && !isTarget)
    return { resources: resources.map(unsure), problems: ['has a target that is not understood'] };
  const roots = documents?.flatMap(document => contentsOf(document, content!.text));
  if (!roots?.length || documents?.some(({ problems, isTemplate }) => problems.length > 0 || isTemplate)) {
    const mayReach = isTarget ?? (() => true);
    return { resources: resources.map(r => (mayReach(r) ? unsure(r) : r)), problems: ['cannot be read'] };
  }
  return roots.reduce<Patched>(
    (before, root) => {
      const next = applyRoot(before.resources, root, patch, isTarget);
      return { resources: next.resources, problems: [...before.problems, ...next.problems] };
    },
    { resources, problems: [] },
  );
}

const contents = new WeakMap<ManifestDocument, readonly ManifestNode[]>();

/** Remembered by document, so that the same patch gives the same trees. */
function contentsOf(document: ManifestDocument, text: string): readonly ManifestNode[] {
  const known = contents.get(document) ?? rootsOf(document).map(root => withTexts(root, text));
  contents.set(document, known);
  return known;
}

function rootsOf(document: ManifestDocument): readonly ManifestNode[] {
  if (document.root?.kind === 'map') return objectNodes(document).map(({ node }) => node);
  return document.root && !isNull(document.root) ? [document.root] : [];
}

type Test = (resource: Resource) => boolean;

function applyRoot(
  resources: readonly Resource[],
  root: ManifestNode,
  patch: Patch,
  isTarget: Test | undefined,
): Patched {
  if (root.kind === 'sequence') {
    if (!isTarget) return { resources, problems: ['is a list of operations without a target'] };
    return applyEach(resources, isTarget, resource => patchedByOperations(resource, root));
  }
  if (root.kind !== 'map') return { resources: resources.map(unsure), problems: ['cannot be read'] };
  const wanted = identityOf({ node: root });
  const isNamed: Test = resource => identitiesOf(resource).some(identity => isSameObject(identity, wanted));
  const isMeant = isTarget ?? isNamed;
  const found = isTarget ? 1 : resources.filter(isNamed).length;
  if (found !== 1) {
    const what = found ? 'of which the build has several' : 'which the build does not have';
    return { resources, problems: [`is for ${wanted.kind} ${wanted.name}, ${what}`] };
  }
  return applyEach(resources, isMeant, resource => patchedByMerge(resource, root, patch));
}

interface PatchedOne {
  /** Undefined: deleted. */
  readonly resource: Resource | undefined;
  readonly problem: string | undefined;
}

function applyEach(resources: readonly Resource[], isMeant: Test, change: (resource: Resource) => PatchedOne): Patched {
  const problems = new Set<string>();
  const next = resources.flatMap(resource => {
    if (!isMeant(resource)) return [resource];
    const { resource: changed, problem } = change(resource);
    if (problem) problems.add(problem);
    return changed ? [changed] : [];
  });
  return { resources: next, problems: [...problems] };
}

function patchedByOperations(resource: Resource, operations: SequenceNode): PatchedOne {
  const { node, failed } = applyJsonPatch(resource.node, operations);
  return doubted(patched(remembered(resource), node), failed, 'has an operation that cannot be applied');
}

function patchedByMerge(resource: Resource, patch: MapNode, { changesIdentity }: Patch): PatchedOne {
  const type = typeOf(textAt(resource.node, 'apiVersion') ?? '', textAt(resource.node, 'kind') ?? '');
  const { node, doubts } = mergeStrategic(resource.node, withoutIdentity(patch, changesIdentity), isKnownType(type));
  if (!node) return { resource: undefined, problem: undefined };
  const changed = patched(changesIdentity ? remembered(resource) : resource, node);
  return doubted(changed, doubts, 'has a directive or list that is not understood');
}

/** What a patch says of an object's name only tells which object it is for. */
function withoutIdentity(patch: MapNode, changesIdentity: boolean): MapNode {
  const own = changesIdentity ? ['namespace'] : ['name', 'namespace'];
  const entries = patch.entries.flatMap(entry => {
    const key = keyText(entry);
    if (key === 'apiVersion' || (key === 'kind' && !changesIdentity)) return [];
    const metadata = key === 'metadata' ? asMap(entry.value) : undefined;
    if (!metadata) return [entry];
    const value = { ...metadata, entries: metadata.entries.filter(field => !own.includes(keyText(field))) };
    return [{ key: entry.key, value }];
  });
  return { ...patch, entries };
}

/** Fields that nobody reads make no difference. */
function patched(resource: Resource, node: MapNode): Resource {
  return node === resource.node ? resource : { ...withNode(resource, node), isPatched: true };
}

function doubted(resource: Resource, doubts: readonly FieldPath[], problem: string): PatchedOne {
  const type = typeOf(textAt(resource.node, 'apiVersion') ?? '', textAt(resource.node, 'kind') ?? '');
  const isRead = doubts.some(path => readsField(type, path.map(String)));
  return isRead ? { resource: unsure(resource), problem } : { resource, problem: undefined };
}

export function unsure(resource: Resource): Resource {
  return { ...resource, isUnsure: true };
}
