/**
 * What `kustomize build` makes of a folder, as far as it can be known from the files that are here. In: a kustomization
 * file, and a way to look up others. Out: the objects with all that bases, components, patches and transformers do to
 * them, the files that they rest on, and what is not known, in sentences. Nothing is fetched; folders that include
 * themselves end there.
 */
import type { TextRange } from '../../base/textRange.ts';
import type { GapScope } from '../../cluster/completeness.ts';
import { objectNodes } from '../../cluster/decode.ts';
import type { ManifestDocument } from '../../yaml/manifest.ts';
import { childOf, type ManifestNode, type MapNode } from '../../yaml/manifestNode.ts';
import { parseManifest } from '../../yaml/parseManifest.ts';
import { isBroken, type WorkspaceFile } from '../snapshot.ts';
import { decodeConfiguration } from './configurations.ts';
import { defaultFields, mergeFields, type TransformerFields } from './fieldSpecs.ts';
import { decodeKustomization, type Entry, type Kustomization, type Patch } from './kustomization.ts';
import { followNames } from './nameReferences.ts';
import { applyPatch, type PatchText, unsure } from './patches.ts';
import { baseName, directoryOf, resolvePath } from './paths.ts';
import { effectiveNamespace, identityOf, type Resource } from './resource.ts';
import {
  inNamespace,
  isScaled,
  type Transformation,
  withAffixes,
  withAnnotations,
  withLabels,
  withReplacements,
  withReplicas,
} from './transformers.ts';
import { textAt } from './treeEdits.ts';

export interface Lookup {
  readonly file: (name: string) => WorkspaceFile | undefined;
  /** The kustomization of a folder, whose name ends in a slash. */
  readonly kustomizationIn: (folder: string) => WorkspaceFile | undefined;
  /** The documents of a file that can be read, for one that is half typed those before it broke. */
  readonly documentsOf: (file: WorkspaceFile) => readonly ManifestDocument[];
}

/** Why the build may not be what is shown. */
export interface BuildProblem {
  readonly file: string;
  /** The end of a sentence: "a patch that cannot be read". */
  readonly message: string;
  /** What is not known about it could concern no other objects; absent: it could concern any. */
  readonly scope?: GapScope;
  /** It brings objects, and changes none of the others. */
  readonly onlyAdds?: true;
  /** A document that cannot be read, which counts by itself. */
  readonly isUnread?: true;
}

export interface BuiltResources {
  readonly resources: readonly Resource[];
  /** All that was read: kustomizations, manifests, patches, configurations. */
  readonly inputs: ReadonlySet<WorkspaceFile>;
  /** Names of the manifests among them, those included of which nothing is left. */
  readonly listed: ReadonlySet<string>;
  readonly problems: readonly BuildProblem[];
}

interface Context {
  readonly lookup: Lookup;
  readonly inputs: Set<WorkspaceFile>;
  readonly listed: Set<string>;
  readonly problems: BuildProblem[];
  /** The same folder gives the same objects wherever it is listed. */
  readonly known: Map<WorkspaceFile, Accumulated>;
  /** What the build has cost so far: objects taken in, folder by folder. */
  effort: number;
  /** Fields that name Services, from all kustomizations. */
  readonly naming: Partial<TransformerFields>[];
}

/** Folders that list each other twice grow without end though no one leads back to itself; no real build comes near. */
const maxEffort = 50_000;

/** Objects so far, with the tables of `configurations` that came with them: those of a base hold for what is built on it. */
interface Accumulated {
  readonly resources: readonly Resource[];
  readonly tables: readonly Partial<TransformerFields>[];
}

const nothing: Accumulated = { resources: [], tables: [] };

/** A kustomization on the way from the outermost one. */
interface Place {
  readonly file: WorkspaceFile;
  readonly folder: string;
  readonly kustomization: Kustomization;
  /** The folders that led here. */
  readonly above: readonly string[];
}

export function buildResources(file: WorkspaceFile, lookup: Lookup): BuiltResources {
  const context: Context = {
    lookup,
    inputs: new Set(),
    listed: new Set(),
    problems: [],
    known: new Map(),
    effort: 0,
    naming: [defaultFields],
  };
  const place = placeOf(file, [], context);
  const accumulated = place ? accumulate(place, nothing, context) : nothing;
  const { resources, ambiguous } = followNames(accumulated.resources, mergeFields(context.naming).serviceNames);
  const problems = [...new Set(ambiguous)].map(name => ({
    file: file.name,
    message: `the name ${name}, which several Services had`,
  }));
  const isCutShort = context.effort > maxEffort;
  if (isCutShort) problems.push({ file: file.name, message: 'more folders and objects than are followed' });
  return {
    resources: resources
      .filter(resource => !isLocal(resource))
      .map(resource => (isCutShort ? unsure(resource) : resource)),
    inputs: context.inputs,
    listed: context.listed,
    problems: [...context.problems, ...problems].map(problem => inNamespaceOf(place, problem)),
  };
}

/** The outermost kustomization's namespace is that of all objects. */
function inNamespaceOf(place: Place | undefined, problem: BuildProblem): BuildProblem {
  const namespace = place?.kustomization.namespace;
  return namespace ? { ...problem, scope: { ...problem.scope, namespace } } : problem;
}

/** Objects that are only for tools. */
function isLocal({ node }: Resource): boolean {
  const annotations = childOf(childOf(node, 'metadata'), 'annotations');
  const value = textAt(annotations, 'config.kubernetes.io/local-config');
  return value !== undefined && value !== 'false';
}

function placeOf(file: WorkspaceFile, above: readonly string[], context: Context): Place | undefined {
  context.inputs.add(file);
  const [document, ...more] = context.lookup.documentsOf(file);
  const isReadable = document?.problems.length === 0 && !document.isTemplate && more.length === 0;
  if (!isReadable) context.problems.push({ file: file.name, message: 'a kustomization that cannot be read' });
  if (!document?.root) return undefined;
  const kustomization = kustomizationOf(document, document.root);
  const say = (message: string) => context.problems.push({ file: file.name, message });
  for (const key of kustomization.adds) context.problems.push(...notRun(key, file, kustomization));
  for (const key of kustomization.changes) say(`${key}, which is not understood`);
  return { file, folder: directoryOf(file.name), kustomization, above };
}

function notRun(key: string, file: WorkspaceFile, { chartNamespaces }: Kustomization): BuildProblem[] {
  const problem = { file: file.name, message: `${key}, which are not run`, onlyAdds: true } as const;
  if (key !== 'helmCharts' || chartNamespaces.length === 0) return [problem];
  return chartNamespaces.map(namespace => ({ ...problem, scope: { namespace } }));
}

const decoded = new WeakMap<ManifestDocument, Kustomization>();

function kustomizationOf(document: ManifestDocument, root: ManifestNode): Kustomization {
  const known = decoded.get(document) ?? decodeKustomization(root);
  decoded.set(document, known);
  return known;
}

/** The objects so far, those that this kustomization lists, and what it does to all of them. */
function accumulate(place: Place, inherited: Accumulated, context: Context): Accumulated {
  const { kustomization } = place;
  const listed = [...inherited.resources];
  const tables = [...inherited.tables];
  const present = new Set(listed.map(keyOf));
  for (const entry of kustomization.resources) {
    const brought = listedResources(entry, place, context);
    tables.push(...brought.tables);
    for (const resource of brought.resources) {
      const key = keyOf(resource);
      if (present.has(key)) say(entry, 'brings an object that is there already', place, context);
      else listed.push({ ...resource, broughtBy: entry.range });
      present.add(key);
    }
  }
  const own = kustomization.configurations.map(entry => configuration(entry, place, context));
  context.naming.push(...own);
  let current: Accumulated = { resources: listed, tables: [...tables, ...own] };
  for (const entry of kustomization.components) current = withComponent(current, entry, place, context);
  context.effort += current.resources.length + 1;
  const transformation = transformationOf(kustomization, current.tables);
  return { ...current, resources: transformed(current.resources, place, transformation, context) };
}

const withTables = new WeakMap<
  Kustomization,
  { readonly tables: Accumulated['tables']; readonly fields: TransformerFields }
>();

/** The same fields as long as the tables are the same ones. */
function transformationOf(kustomization: Kustomization, all: Accumulated['tables']): Transformation {
  const tables = [...new Set(all)];
  if (tables.length === 0) return { kustomization, fields: defaultFields, memory: kustomization };
  const known = withTables.get(kustomization);
  const isSame = known?.tables.length === tables.length && tables.every((table, i) => table === known.tables[i]);
  const fields = isSame ? known.fields : mergeFields([defaultFields, ...tables]);
  if (!isSame) withTables.set(kustomization, { tables, fields });
  return { kustomization, fields, memory: fields };
}

function transformed(
  resources: readonly Resource[],
  place: Place,
  transformation: Transformation,
  context: Context,
): readonly Resource[] {
  const { file } = place;
  const { kustomization, fields } = transformation;
  const report = (message: string, scope?: GapScope) =>
    context.problems.push({ file: file.name, message, ...(scope ? { scope } : {}) });
  const patch = (before: readonly Resource[], patches: readonly Patch[]) =>
    patches.reduce((list, each) => patchedBy(list, each, place, context), before);
  let result = patch(resources, kustomization.patches);
  result = inNamespace(result, transformation);
  if (new Set(result.map(keyOf)).size < result.length) {
    report('objects that become one when they are put in its namespace');
  }
  result = withAffixes(result, transformation);
  result = withLabels(result, transformation);
  result = withAnnotations(result, transformation);
  result = patch(result, kustomization.latePatches);
  for (const { name } of kustomization.replicas) {
    if (!result.some(resource => isScaled(resource, name, fields))) {
      report(`replicas for ${name}, which the build does not have`, { kinds: [] });
    }
  }
  result = withReplicas(result, transformation);
  const replaced = withReplacements(result, kustomization);
  const doubted = replaced.filter((resource, i) => resource !== result[i]);
  if (doubted.length) report('replacements, which are not carried out', scopeOf(doubted));
  return kustomization.changes.length ? replaced.map(unsure) : replaced;
}

/** What may become of these objects. */
function scopeOf(resources: readonly Resource[]): GapScope {
  return { kinds: [...new Set(resources.map(resource => identityOf(resource).kind))].sort() };
}

function keyOf(resource: Resource): string {
  const identity = identityOf(resource);
  const { group, version, kind, name } = identity;
  return [group, version, kind, effectiveNamespace(identity), name].join('\n');
}

function listedResources(entry: Entry, place: Place, context: Context): Accumulated {
  const name = resolvePath(place.folder, entry.path);
  const file = name === undefined ? undefined : context.lookup.file(name);
  if (file) {
    if (!file.name.startsWith(place.folder))
      say(entry, 'lies outside the folder, where kustomize reads no files by default', place, context);
    return { resources: fileResources(file, entry.range, context), tables: [] };
  }
  const below = folderAt(entry, place, 'Kustomization', context);
  if (!below) return nothing;
  const known = context.known.get(below.file) ?? accumulate(below, nothing, context);
  context.known.set(below.file, known);
  return known;
}

function say({ path }: Entry, what: string, { file }: Place, { problems }: Context, onlyAdds = false): void {
  problems.push({ file: file.name, message: `${path}, which ${what}`, ...(onlyAdds ? { onlyAdds } : {}) });
}

/** The kustomization that an entry leads to, unless it leads to one that led here. */
function folderAt(entry: Entry, place: Place, kind: Kustomization['kind'], context: Context): Place | undefined {
  const name = resolvePath(place.folder, entry.path);
  const folder = name === undefined || name === '' ? name : `${name}/`;
  const file = folder === undefined ? undefined : context.lookup.kustomizationIn(folder);
  if (!file) {
    const what = name === undefined ? 'is not in the workspace' : 'is not among the files here';
    say(entry, what, place, context, kind === 'Kustomization');
    return undefined;
  }
  const above = [...place.above, place.folder];
  if (above.includes(directoryOf(file.name))) {
    say(entry, 'leads back to itself', place, context);
    return undefined;
  }
  if (context.effort > maxEffort) return undefined;
  const found = placeOf(file, above, context);
  if (found && found.kustomization.kind !== kind) {
    say(entry, `is a ${found.kustomization.kind}, not a ${kind}`, place, context);
  }
  return found;
}

/** A component changes all that is there before it. */
function withComponent(before: Accumulated, entry: Entry, place: Place, context: Context): Accumulated {
  const component = folderAt(entry, place, 'Component', context);
  if (!component) return before;
  const origins = new Set(before.resources.map(originOf));
  const { resources, tables } = accumulate(component, before, context);
  const marked = resources.map(resource =>
    origins.has(originOf(resource)) ? resource : { ...resource, broughtBy: entry.range },
  );
  return { resources: marked, tables };
}

function originOf({ file, document, item, broughtBy }: Resource): string {
  return [file.name, document, item ?? '', broughtBy.start].join('\n');
}

function fileResources(
  file: WorkspaceFile,
  broughtBy: TextRange,
  { inputs, listed, lookup, problems }: Context,
): Resource[] {
  inputs.add(file);
  listed.add(file.name);
  return lookup.documentsOf(file).flatMap(document => {
    if (document.isTemplate || !document.isKubernetes || isBroken(document)) {
      const message = `${baseName(file.name)}, which holds a document that cannot be read`;
      problems.push({ file: file.name, message, isUnread: true });
      return [];
    }
    return nodesOf(document).map(place => ({ file, document: document.index, broughtBy, ...place, ...pristine }));
  });
}

interface PlacedObject {
  readonly item: number | undefined;
  readonly node: MapNode;
}

const unfolded = new WeakMap<ManifestDocument, readonly PlacedObject[]>();

/** The same trees as long as the text stays, so that what was made of them is known. */
function nodesOf(document: ManifestDocument): readonly PlacedObject[] {
  const known =
    unfolded.get(document) ??
    objectNodes(document).flatMap(({ node, item }) => (node.kind === 'map' ? [{ node, item }] : []));
  unfolded.set(document, known);
  return known;
}

const pristine = { previous: [], prefixes: [], suffixes: [], isPatched: false, isUnsure: false } as const;

function patchedBy(resources: readonly Resource[], patch: Patch, place: Place, context: Context): readonly Resource[] {
  const { content } = patch;
  const read: PatchText | undefined =
    content.kind === 'inline' ? parseManifest(content.text) : textOf(content.entry, place, context);
  const { resources: after, problems } = applyPatch(resources, patch, read);
  const name = content.kind === 'inline' ? 'a patch' : `the patch ${content.entry.path}`;
  const before = new Set(resources);
  const scope = scopeOf(after.filter(resource => resource.isUnsure && !before.has(resource)));
  for (const problem of problems)
    context.problems.push({ file: place.file.name, message: `${name}, which ${problem}`, scope });
  return after;
}

function textOf(entry: Entry, { folder }: Place, { lookup, inputs }: Context): PatchText | undefined {
  const name = resolvePath(folder, entry.path);
  const file = name === undefined ? undefined : lookup.file(name);
  if (!file) return undefined;
  inputs.add(file);
  return { text: file.manifest.text, documents: lookup.documentsOf(file) };
}

const configured = new WeakMap<ManifestDocument, Partial<TransformerFields>>();

function configuration(entry: Entry, place: Place, context: Context): Partial<TransformerFields> {
  const read = textOf(entry, place, context);
  if (!read) say(entry, 'is not among the files here', place, context);
  const document = read?.documents[0];
  const known = document && configured.get(document);
  if (known) return known;
  const fields = decodeConfiguration(document?.root);
  if (document) configured.set(document, fields);
  return fields;
}
