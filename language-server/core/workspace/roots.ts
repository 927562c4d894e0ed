/**
 * Groups the files of a snapshot into roots: all manifests under one root form one cluster. A root is a folder with a
 * `.routelens.yaml`; else a Kustomize base or overlay; else the whole input. The cluster of a folder with a kustomization
 * is what that builds. In: a snapshot. Out: its roots, each with its cluster, indexed, and its settings; a root whose
 * files did not change is shared with the previous snapshot's.
 */
import { type ClusterIndex, changeCluster, indexCluster } from '../cluster/clusterIndex.ts';
import { buildClusterModel, type ClusterModel, changeClusterModel } from '../cluster/clusterModel.ts';
import { type ClusterSettings, resolveSettings, type SettingsLayers } from '../cluster/clusterSettings.ts';
import type { Change } from '../cluster/groups.ts';
import { isInstallerFile } from '../cluster/installerFile.ts';
import type { KubernetesObject, ObjectSource } from '../cluster/objects.ts';
import { readSettingsFile, settingsFileName } from '../cluster/settingsFile.ts';
import type { RoutingSource } from '../views/routingView.ts';
import type { ManifestNode } from '../yaml/manifestNode.ts';
import { type AcceptedCluster, acceptedCluster, type BeforeEdit, nothingRefused } from './accepted.ts';
import { completenessOf } from './completeness.ts';
import { createFindingsMemory, type FindingsMemory } from './findingsMemory.ts';
import type { KustomizeBuild } from './kustomize/kustomizeBuild.ts';
import { type KustomizeBuilds, kustomizeBuilds } from './kustomize/kustomizeBuilds.ts';
import { type Layout, layoutOf, type RootReason } from './layout.ts';
import { type Lazily, lazily } from './lazily.ts';
import { refusalsIn } from './refusals.ts';
import { folderOf, type Snapshot, settingsFor, type WorkspaceFile, type WorkspaceSettings } from './snapshot.ts';
import {
  allTogether,
  isChart,
  keepsEvidence,
  keepsIdentities,
  type Togetherness,
  togetherness,
} from './togetherness.ts';

export interface Root {
  /** Folder, ending in a slash; "" for the whole input, or the name of a file that stands alone. */
  readonly path: string;
  /** Why this is a root. */
  readonly reason: RootReason;
  /** In order of their names, so that nothing depends on the order of loading; with the objects that this root has. */
  readonly files: readonly WorkspaceFile[];
  /** Names of its files that are patches, whose objects are not whole. */
  readonly patches: readonly string[];
  readonly cluster: ClusterIndex;
  /** The cluster as far as its objects are known for sure: what findings may rest on. */
  readonly judged: ClusterIndex;
  readonly settings: ClusterSettings;
  readonly workspaceSettings: WorkspaceSettings;
  /** Files are still being read. */
  readonly loading: boolean;
  /** Without what the API server refuses; worked out when first asked for, since it takes the findings on all files. */
  readonly routing: RoutingSource;
  /** The same as far as it is worked out. */
  readonly accepted: Lazily<AcceptedCluster>;
  readonly findings: FindingsMemory;
  /** Which of its files go to one cluster; worked out when somebody asks. */
  readonly together: LazyTogetherness;
  /** What the folder's kustomization makes of it and of others. */
  readonly build: KustomizeBuild | undefined;
  /** A kustomization elsewhere that takes files from here: this is no cluster of its own. */
  readonly usedBy: string | undefined;
}

interface LazyTogetherness {
  readonly get: () => Togetherness;
  readonly isKnown: () => boolean;
}

/** What findings rest on that ask for it. */
export const togetherFact = 'togetherness';

export interface Roots {
  readonly all: readonly Root[];
  /** A file that its folder's kustomization leaves out is looked at among all files of the folder, as they are written. */
  readonly of: (file: string) => Root | undefined;
  readonly layout: Layout;
  readonly builds: KustomizeBuilds;
  /** Roots of files that their kustomization leaves out, by path. */
  readonly unlisted: ReadonlyMap<string, Root>;
  /** Roots of open files that belong to no cluster, by their names. */
  readonly passedOver: ReadonlyMap<string, Root>;
}

const cache = new WeakMap<Snapshot, Roots>();

/** `previous`, where given, lends what did not change. */
export function rootsOf(snapshot: Snapshot, previous?: Roots): Roots {
  const known = cache.get(snapshot);
  if (known) return known;
  const roots = groupIntoRoots(snapshot, previous);
  cache.set(snapshot, roots);
  return roots;
}

function groupIntoRoots(snapshot: Snapshot, previous: Roots | undefined): Roots {
  const layout = layoutOf(snapshot, previous?.layout);
  const builds = kustomizeBuilds(snapshot, layout, previous?.builds);
  const old = new Map(previous?.all.map(root => [root.path, root]));
  const byPath = new Map<string, Root>();
  const unlisted = new Map<string, Root>();
  for (const [path, { reason, names }] of layout.groups) {
    const folder = folderOf(snapshot, names[0]!);
    const files = names.map(name => snapshot.files.get(name)!);
    const workspaceSettings = settingsFor(snapshot, folder);
    const loading = snapshot.loading.has(folder);
    const usedBy = builds.usedBy.get(path);
    const patches = names.filter(name => builds.patchFiles.has(name));
    const written = { path, reason, files, patches, workspaceSettings, loading, usedBy, build: undefined };
    const build = builds.byRoot.get(path);
    const parts = build ? { ...written, build, files: builtFiles(written, build) } : written;
    byPath.set(path, nextRoot(parts, old.get(path)));
    const hasUnlisted = build && files.some(file => isUnlisted(file, build));
    if (hasUnlisted) unlisted.set(path, nextRoot(written, previous?.unlisted.get(path)));
  }
  const passedOver = new Map<string, Root>();
  for (const name of layout.passedOver) passedOver.set(name, aloneRoot(name, snapshot, previous?.passedOver.get(name)));
  const of = (file: string) => {
    if (passedOver.has(file)) return passedOver.get(file);
    const path = layout.pathOf.get(file) ?? '\0';
    const root = byPath.get(path);
    const found = root?.build && snapshot.files.get(file);
    return found && isUnlisted(found, root.build) ? unlisted.get(path) : root;
  };
  return { all: [...byPath.values()], of, layout, builds, unlisted, passedOver };
}

/** A file as a cluster of its own. */
function aloneRoot(name: string, snapshot: Snapshot, before: Root | undefined): Root {
  const workspaceSettings = settingsFor(snapshot, folderOf(snapshot, name));
  const files = [snapshot.files.get(name)!];
  const rest = { patches: [], loading: false, usedBy: undefined, build: undefined };
  return nextRoot({ path: name, reason: 'passed-over', files, workspaceSettings, ...rest }, before);
}

/** The files that the build takes, wherever they are, and the folder's own that hold no manifests; installers' say something. */
function builtFiles(
  { path, files }: Pick<RootParts, 'path' | 'files'>,
  build: KustomizeBuild,
): readonly WorkspaceFile[] {
  const own = files.filter(({ name }) => name === build.kustomization.name || name === path + settingsFileName);
  const installers = files.filter(({ name, objects }) => isInstallerFile(objects) && !build.views.has(name));
  const all = [...own, ...installers, ...build.views.values()];
  return all.sort((a, b) => (a.name < b.name ? -1 : 1)).map(file => (own.includes(file) ? withoutObjects(file) : file));
}

const bare = new WeakMap<WorkspaceFile, WorkspaceFile>();

/** A kustomization is no object of the cluster. */
function withoutObjects(file: WorkspaceFile): WorkspaceFile {
  const known = bare.get(file) ?? { ...file, objects: [] };
  bare.set(file, known);
  return known;
}

function isUnlisted(file: WorkspaceFile, { kustomization, views }: KustomizeBuild): boolean {
  const isPlain = file.name === kustomization.name || views.has(file.name) || isInstallerFile(file.objects);
  return file.objects.length > 0 && !isPlain;
}

type RootParts = Pick<
  Root,
  'path' | 'reason' | 'files' | 'patches' | 'workspaceSettings' | 'loading' | 'build' | 'usedBy'
>;

function nextRoot(parts: RootParts, before: Root | undefined): Root {
  const isComparable = before?.workspaceSettings === parts.workspaceSettings && hasSamePatches(parts, before);
  if (!isComparable) return buildRoot(parts);
  const change = changeOf(parts.files, before.files);
  const isSame = before.loading === parts.loading && before.build === parts.build && before.usedBy === parts.usedBy;
  if (isSame && change.isNone) return before;
  // What is not sure is looked at apart, which is not worth keeping up.
  const isAnew = change.isLarge || before.judged !== before.cluster || hasUnsure(parts);
  return isAnew ? buildRoot(parts) : changeRoot(parts, before, change);
}

/** Whether a file is a patch decides what is said of it. */
function hasSamePatches({ patches }: RootParts, before: Root): boolean {
  return patches.length === before.patches.length && patches.every((name, i) => name === before.patches[i]);
}

function hasUnsure({ build }: RootParts): boolean {
  return build !== undefined && [...build.builtNodes.values()].some(({ isUnsure }) => isUnsure);
}

/** Files at once above which all is read anew: an edit, or a refactoring, but not the loading of a folder. */
const maxChangedFiles = 100;

interface RootChange extends Change<KubernetesObject> {
  readonly isNone: boolean;
  readonly isLarge: boolean;
}

function changeOf(files: readonly WorkspaceFile[], before: readonly WorkspaceFile[]): RootChange {
  const { gone, fresh } = changedFiles(files, before);
  const isLarge = gone.length + fresh.length > maxChangedFiles;
  const [left, came] = [gone, fresh].map(list => new Set(isLarge ? [] : list.flatMap(file => file.objects)));
  return {
    isNone: gone.length + fresh.length === 0,
    isLarge,
    removed: [...left!].filter(object => !came!.has(object)),
    added: [...came!].filter(object => !left!.has(object)),
  };
}

/** Files stand in order of their names: where none came or went, each has its place. */
function changedFiles(files: readonly WorkspaceFile[], before: readonly WorkspaceFile[]) {
  if (files.length === before.length && files.every((file, i) => file.name === before[i]!.name)) {
    return {
      gone: before.filter((file, i) => file !== files[i]),
      fresh: files.filter((file, i) => file !== before[i]),
    };
  }
  const old = new Set(before);
  const present = new Set(files);
  return { gone: before.filter(file => !present.has(file)), fresh: files.filter(file => !old.has(file)) };
}

function buildRoot(parts: RootParts): Root {
  const objects = parts.files.flatMap(file => file.objects);
  const completeness = completenessOf(parts);
  const model = buildClusterModel(parts.path, objects, completeness);
  const cluster = indexCluster(model);
  const sure = objects.filter(({ source }) => !parts.build?.builtNodes.get(source)?.isUnsure);
  const judged =
    sure.length < objects.length ? indexCluster(buildClusterModel(parts.path, sure, completeness)) : cluster;
  const settings = settingsOf(parts, model);
  const findings = createFindingsMemory();
  return finishRoot(parts, { cluster, judged, settings, findings, together: lazyTogetherness(parts, judged) });
}

/** Where a settings file or a kustomization makes the root, that says it is one. */
function lazyTogetherness({ reason, files }: RootParts, cluster: ClusterIndex): LazyTogetherness {
  let known: Togetherness | undefined;
  const make = () => (reason === 'input' ? togetherness(files, cluster) : allTogether);
  return {
    get: () => {
      known ??= make();
      return known;
    },
    isKnown: () => known !== undefined,
  };
}

function changeRoot(parts: RootParts, before: Root, change: RootChange): Root {
  const { model: old } = before.cluster;
  const completeness = completenessOf(parts, old.completeness);
  const model = changeClusterModel(old, change, completeness);
  const { cluster, facts } = changeCluster(before.cluster, model, change);
  const settings = sameOr(before.settings, settingsOf(parts, model));
  const isJudgedAlike = settings === before.settings;
  const isTogether = parts.reason === before.reason && hasSameCharts(parts, before) && keepsEvidence(change);
  const together = isTogether ? before.together : lazyTogetherness(parts, cluster);
  if (together !== before.together && before.together.isKnown()) {
    const isSame = together.get().signature === before.together.get().signature && keepsIdentities(change);
    if (!isSame) facts.add(togetherFact);
  }
  const findings = isJudgedAlike ? before.findings.handOver(facts) : createFindingsMemory();
  const known = before.accepted.known();
  return finishRoot(parts, { cluster, judged: cluster, settings, findings, together }, known && { ...known, change });
}

function hasSameCharts({ files }: RootParts, before: Root): boolean {
  if (files.length === before.files.length) return true;
  const count = (list: readonly WorkspaceFile[]) => list.filter(isChart).length;
  return count(files) === count(before.files);
}

/** The earlier of two values that say the same, so that whoever compares objects sees no change. */
function sameOr<T>(before: T, now: T): T {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

type RootFacts = Pick<Root, 'cluster' | 'judged' | 'settings' | 'findings' | 'together'>;

function finishRoot(parts: RootParts, facts: RootFacts, before?: BeforeEdit): Root {
  let previous = before;
  const accepted = lazily(() => {
    const from = previous;
    previous = undefined;
    // While files are missing, each that comes would have all of them judged again.
    return acceptedCluster(facts.cluster, parts.loading ? nothingRefused : refusalsIn(root), from);
  });
  const routing = lazily(() => routingOf(accepted.get(), root));
  const root: Root = {
    ...parts,
    ...facts,
    accepted,
    get routing() {
      return routing.get();
    },
  };
  return root;
}

function routingOf({ cluster, refusals }: AcceptedCluster, root: Root): RoutingSource {
  const { settings, workspaceSettings } = root;
  const { proxyConfiguration, host } = workspaceSettings;
  return {
    cluster,
    settings,
    proxyConfiguration,
    host,
    written: root.cluster,
    refusalOf: object => refusals.get(object),
  };
}

function settingsOf(parts: RootParts, model: ClusterModel): ClusterSettings {
  return resolveSettings(model, layersOf(parts));
}

/** What the person says of a root beside its manifests. */
export function layersOf({
  path,
  files,
  workspaceSettings,
}: Pick<Root, 'path' | 'files' | 'workspaceSettings'>): SettingsLayers {
  const settingsFile = files.find(file => file.name === path + settingsFileName);
  return {
    option: workspaceSettings.option,
    setting: workspaceSettings.setting,
    file: settingsFile && readSettingsFile(settingsFile.manifest.documents[0]).layer,
  };
}

/** The roots that are clusters: what others build on is not, unless there is nothing else. */
export function clustersOf({ all }: Roots): readonly Root[] {
  const clusters = all.filter(root => !isPart(root));
  return clusters.length ? clusters : all;
}

/** A base that other kustomizations build on, or a component. */
export function isPart({ build, usedBy, reason }: Root): boolean {
  if (build) return usedBy !== undefined;
  return reason === 'kustomization';
}

/** The tree that a built object was decoded from, whichever root it is of. */
export function builtNodeOf({ builds }: Roots, source: ObjectSource): ManifestNode | undefined {
  for (const { builtNodes } of builds.byRoot.values()) {
    const built = builtNodes.get(source);
    if (built) return built.node;
  }
  return undefined;
}
