/**
 * A kustomization's cluster as the rest of the workspace takes it: every file as the build has it. In: a kustomization
 * file of a snapshot, and the build before. Out: files whose objects are the built ones, with their trees; what did not
 * change is shared with the build before.
 */
import type { TextRange } from '../../base/textRange.ts';
import { decodeObject } from '../../cluster/decode.ts';
import type { KubernetesObject, ObjectSource } from '../../cluster/objects.ts';
import type { ManifestDocument } from '../../yaml/manifest.ts';
import type { MapNode } from '../../yaml/manifestNode.ts';
import type { Snapshot, WorkspaceFile } from '../snapshot.ts';
import { type BuildProblem, buildResources, type Lookup } from './build.ts';
import { isComponent } from './kustomization.ts';
import { kustomizationNames } from './paths.ts';
import type { Resource } from './resource.ts';
import { isSameValue } from './sameValue.ts';

/** What became of the resource that an object was decoded from. */
interface BuiltNode {
  readonly node: MapNode;
  readonly isPatched: boolean;
  readonly isUnsure: boolean;
  readonly broughtBy: TextRange;
}

export interface KustomizeBuild {
  readonly kustomization: WorkspaceFile;
  /** The files that are listed, in order of their names; each with its objects as they are built. */
  readonly views: ReadonlyMap<string, WorkspaceFile>;
  readonly builtNodes: ReadonlyMap<ObjectSource, BuiltNode>;
  /** As they are in the snapshot. */
  readonly inputs: ReadonlySet<WorkspaceFile>;
  /** Names of the files that are listed as manifests, those included of which nothing is left. */
  readonly listed: ReadonlySet<string>;
  readonly problems: readonly BuildProblem[];
  readonly documents: ReadonlyMap<string, readonly ManifestDocument[]>;
}

/**
 * `before` is this folder's build of an earlier snapshot. Undefined where the kustomization cannot be read, or is a
 * component, which means nothing by itself.
 */
export function buildOf(
  kustomization: WorkspaceFile,
  snapshot: Snapshot,
  before: KustomizeBuild | undefined,
): KustomizeBuild | undefined {
  const documents = new Map<string, readonly ManifestDocument[]>();
  const lookup = lookupIn(snapshot, documents, before);
  const root = lookup.documentsOf(kustomization)[0]?.root;
  if (root?.kind !== 'map' || isComponent(root)) return undefined;
  const { resources, inputs, listed, problems } = buildResources(kustomization, lookup);
  const builtNodes = new Map<ObjectSource, BuiltNode>();
  const manifests = [...inputs].filter(({ name }) => listed.has(name));
  const views = viewsOf(manifests, resources, builtNodes, before);
  return { kustomization, views, builtNodes, inputs, listed, problems, documents };
}

export function isCurrent(build: KustomizeBuild, snapshot: Snapshot): boolean {
  return [...build.inputs].every(file => snapshot.files.get(file.name) === file);
}

function lookupIn(
  { files }: Snapshot,
  documents: Map<string, readonly ManifestDocument[]>,
  before: KustomizeBuild | undefined,
): Lookup {
  return {
    file: name => files.get(name),
    kustomizationIn: folder => {
      const name = kustomizationNames.find(candidate => files.has(folder + candidate));
      return name === undefined ? undefined : files.get(folder + name);
    },
    documentsOf: file => {
      const standIns = before?.documents.get(file.name);
      const found = file.manifest.documents.map((document, i) =>
        file.stale.has(i) && standIns?.[i] ? standIns[i] : document,
      );
      documents.set(file.name, found);
      return found;
    },
  };
}

function viewsOf(
  manifests: readonly WorkspaceFile[],
  resources: readonly Resource[],
  builtNodes: Map<ObjectSource, BuiltNode>,
  before: KustomizeBuild | undefined,
): ReadonlyMap<string, WorkspaceFile> {
  const byFile = new Map(manifests.map(file => [file, [] as Resource[]]));
  for (const resource of resources) byFile.get(resource.file)?.push(resource);
  const files = [...byFile].sort(([a], [b]) => (a.name < b.name ? -1 : 1));
  return new Map(files.map(([file, own]) => [file.name, viewOf(file, own.sort(compareResources), builtNodes, before)]));
}

function compareResources(a: Resource, b: Resource): number {
  return a.document - b.document || (a.item ?? 0) - (b.item ?? 0);
}

function viewOf(
  file: WorkspaceFile,
  resources: readonly Resource[],
  builtNodes: Map<ObjectSource, BuiltNode>,
  before: KustomizeBuild | undefined,
): WorkspaceFile {
  const known = before?.views.get(file.name);
  const unclaimed = new Set(known?.objects);
  const objects = resources.flatMap(({ document, item, node, isPatched, isUnsure, broughtBy }) => {
    const made = decodedOf(node, { file: file.name, document, item });
    const objects = made.every(object => unclaimed.has(object))
      ? made
      : (alikeObjects(made, node, unclaimed, before) ?? made);
    for (const object of objects) {
      unclaimed.delete(object);
      builtNodes.set(object.source, { node, isPatched, isUnsure, broughtBy });
    }
    return objects;
  });
  const isSame = known?.manifest === file.manifest && isSameList(known.objects, objects);
  return isSame ? known : { ...file, objects };
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

type ObjectPlace = Pick<ObjectSource, 'file' | 'document'> & { readonly item: number | undefined };

const decodedFrom = new WeakMap<
  MapNode,
  { readonly place: ObjectPlace; readonly objects: readonly KubernetesObject[] }
>();

function decodedOf(node: MapNode, place: ObjectPlace): readonly KubernetesObject[] {
  const known = decodedFrom.get(node);
  if (known && isSameValue(known.place, place)) return known.objects;
  const objects = decodeObject(node, place.file, place.document, place.item);
  decodedFrom.set(node, { place, objects });
  return objects;
}

/** The objects of the build before that say the same of the same text. */
function alikeObjects(
  objects: readonly KubernetesObject[],
  node: MapNode,
  unclaimed: ReadonlySet<KubernetesObject>,
  before: KustomizeBuild | undefined,
): readonly KubernetesObject[] | undefined {
  const found = objects.map(object =>
    [...unclaimed].find(
      old =>
        old.kind === object.kind &&
        old.name === object.name &&
        isSameValue(old, object) &&
        isSameValue(before?.builtNodes.get(old.source)?.node, node),
    ),
  );
  return found.every(object => object !== undefined) ? found : undefined;
}
