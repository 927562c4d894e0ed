/**
 * Groups the files of a snapshot into roots: all manifests under one root form one cluster. A root is a folder with a
 * `.routelens.yaml`; else a Kustomize base or overlay; else the whole input. In: a snapshot. Out: its roots, each with
 * its cluster, indexed, and its settings; a root whose files did not change is shared with the previous snapshot's.
 */
import { type ClusterIndex, changeCluster, indexCluster } from '../cluster/clusterIndex.ts';
import {
  buildClusterModel,
  type ClusterModel,
  type Completeness,
  changeClusterModel,
  type IncompleteReason,
} from '../cluster/clusterModel.ts';
import { type ClusterSettings, resolveSettings } from '../cluster/clusterSettings.ts';
import type { Change } from '../cluster/groups.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import { readSettingsFile, settingsFileName } from '../cluster/settingsFile.ts';
import type { RoutingSource } from '../views/routingView.ts';
import { createFindingsMemory, type FindingsMemory } from './findingsMemory.ts';
import { baseName, kustomizationNames, type Layout, layoutOf, type RootReason } from './layout.ts';
import {
  folderOf,
  isBroken,
  type Snapshot,
  settingsFor,
  type WorkspaceFile,
  type WorkspaceSettings,
} from './snapshot.ts';

export interface Root {
  /** Folder, ending in a slash; "" for the whole input, or the name of a file that stands alone. */
  readonly path: string;
  /** Why this is a root. */
  readonly reason: RootReason;
  /** In order of their names, so that nothing depends on the order of loading. */
  readonly files: readonly WorkspaceFile[];
  readonly cluster: ClusterIndex;
  readonly settings: ClusterSettings;
  readonly workspaceSettings: WorkspaceSettings;
  /** Files are still being read. */
  readonly loading: boolean;
  readonly routing: RoutingSource;
  readonly findings: FindingsMemory;
}

export interface Roots {
  readonly all: readonly Root[];
  readonly of: (file: string) => Root | undefined;
  readonly layout: Layout;
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
  const old = new Map(previous?.all.map(root => [root.path, root]));
  const all = [...layout.groups].map(([path, { reason, names }]) => {
    const folder = folderOf(snapshot, names[0]!);
    const files = names.map(name => snapshot.files.get(name)!);
    const workspaceSettings = settingsFor(snapshot, folder);
    const loading = snapshot.loading.has(folder);
    return nextRoot({ path, reason, files, workspaceSettings, loading }, old.get(path));
  });
  const byPath = new Map(all.map(root => [root.path, root]));
  return { all, of: file => byPath.get(layout.pathOf.get(file) ?? '\0'), layout };
}

type RootParts = Pick<Root, 'path' | 'reason' | 'files' | 'workspaceSettings' | 'loading'>;

function nextRoot(parts: RootParts, before: Root | undefined): Root {
  if (!before || before.workspaceSettings !== parts.workspaceSettings) return buildRoot(parts);
  const change = changeOf(parts.files, before.files);
  if (before.loading === parts.loading && change.isNone) return before;
  return change.isLarge ? buildRoot(parts) : changeRoot(parts, before, change);
}

/** Files at once above which all is read anew: an edit, or a refactoring, but not the loading of a folder. */
const maxChangedFiles = 100;

interface RootChange extends Change<KubernetesObject> {
  readonly isNone: boolean;
  readonly isLarge: boolean;
}

function changeOf(files: readonly WorkspaceFile[], before: readonly WorkspaceFile[]): RootChange {
  const old = new Set(before);
  const present = new Set(files);
  const gone = before.filter(file => !present.has(file));
  const fresh = files.filter(file => !old.has(file));
  const isLarge = gone.length + fresh.length > maxChangedFiles;
  const [left, came] = [gone, fresh].map(list => new Set(isLarge ? [] : list.flatMap(file => file.objects)));
  return {
    isNone: gone.length + fresh.length === 0,
    isLarge,
    removed: [...left!].filter(object => !came!.has(object)),
    added: [...came!].filter(object => !left!.has(object)),
  };
}

function buildRoot(parts: RootParts): Root {
  const objects = parts.files.flatMap(file => file.objects);
  const model = buildClusterModel(parts.path, objects, completenessOf(parts));
  return finishRoot(parts, indexCluster(model), settingsOf(parts, model), createFindingsMemory());
}

function changeRoot(parts: RootParts, before: Root, change: RootChange): Root {
  const { model: old } = before.cluster;
  const completeness = sameOr(old.completeness, completenessOf(parts));
  const model = changeClusterModel(old, change, completeness);
  const { cluster, facts } = changeCluster(before.cluster, model, change);
  const settings = sameOr(before.settings, settingsOf(parts, model));
  const isJudgedAlike = settings === before.settings;
  return finishRoot(parts, cluster, settings, isJudgedAlike ? before.findings.handOver(facts) : createFindingsMemory());
}

/** The earlier of two values that say the same, so that whoever compares objects sees no change. */
function sameOr<T>(before: T, now: T): T {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

function finishRoot(
  parts: RootParts,
  cluster: ClusterIndex,
  settings: ClusterSettings,
  findings: FindingsMemory,
): Root {
  const { proxyConfiguration, host } = parts.workspaceSettings;
  return { ...parts, cluster, settings, findings, routing: { cluster, settings, proxyConfiguration, host } };
}

function settingsOf({ path, files, workspaceSettings }: RootParts, model: ClusterModel): ClusterSettings {
  const settingsFile = files.find(file => file.name === path + settingsFileName);
  return resolveSettings(model, {
    option: workspaceSettings.option,
    setting: workspaceSettings.setting,
    file: settingsFile && readSettingsFile(settingsFile.manifest.documents[0]).layer,
  });
}

/** What speaks against the files holding all that the cluster will have. */
function completenessOf({ files, reason: rootReason, loading }: RootParts): Completeness {
  const reasons = new Map<IncompleteReason, string>();
  if (loading) reasons.set('loading', files[0]!.name);
  for (const file of files) {
    for (const reason of reasonsOf(file)) if (!reasons.has(reason)) reasons.set(reason, file.name);
  }
  if (rootReason === 'kustomization' && !reasons.has('kustomize')) reasons.set('kustomize', files[0]!.name);
  return { complete: reasons.size === 0, reasons: [...reasons].map(([reason, file]) => ({ reason, file })) };
}

const knownReasons = new WeakMap<WorkspaceFile, readonly IncompleteReason[]>();

function reasonsOf(file: WorkspaceFile): readonly IncompleteReason[] {
  const known = knownReasons.get(file) ?? findReasons(file);
  knownReasons.set(file, known);
  return known;
}

function findReasons(file: WorkspaceFile): readonly IncompleteReason[] {
  const { documents } = file.manifest;
  const reasons: IncompleteReason[] = [];
  if (kustomizationNames.includes(baseName(file.name))) reasons.push('kustomize');
  if (documents.some(d => d.isTemplate && d.isKubernetes)) reasons.push('template');
  if (file.stale.size || documents.some(isBroken)) reasons.push('unparsable');
  if (documents.some(d => d.problems.some(p => p.code === 'size-limit'))) reasons.push('size-limit');
  return reasons;
}
