/**
 * Groups the files of a snapshot into roots: all manifests under one root form one cluster. A root is a folder with a
 * `.routelens.yaml`; else a Kustomize base or overlay; else the whole input. In: a snapshot. Out: its roots, each with
 * its cluster, indexed, and its settings; a root whose files did not change is shared with the previous snapshot's.
 */
import { type ClusterIndex, indexCluster } from '../cluster/clusterIndex.ts';
import { buildClusterModel, type Completeness, type IncompleteReason } from '../cluster/clusterModel.ts';
import { type ClusterSettings, resolveSettings } from '../cluster/clusterSettings.ts';
import type { RoutingSource } from '../views/routingView.ts';
import { readSettingsFile, settingsFileName } from './settingsFile.ts';
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
  readonly reason: 'settings-file' | 'kustomization' | 'input';
  /** In order of their names, so that nothing depends on the order of loading. */
  readonly files: readonly WorkspaceFile[];
  readonly cluster: ClusterIndex;
  readonly settings: ClusterSettings;
  readonly workspaceSettings: WorkspaceSettings;
  /** Files are still being read. */
  readonly loading: boolean;
  readonly routing: RoutingSource;
}

const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function directoryOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}

interface RootFolders {
  readonly withSettings: ReadonlySet<string>;
  readonly withKustomization: ReadonlySet<string>;
}

function findRootFolders(snapshot: Snapshot): RootFolders {
  const withSettings = new Set<string>();
  const withKustomization = new Set<string>();
  for (const name of snapshot.files.keys()) {
    const base = baseName(name);
    if (base === settingsFileName) withSettings.add(directoryOf(name));
    if (kustomizationNames.includes(base)) withKustomization.add(directoryOf(name));
  }
  return { withSettings, withKustomization };
}

/** The nearest folder of `folders` that holds the file and lies inside its input. */
function nearest(file: string, input: string, folders: ReadonlySet<string>): string | undefined {
  for (let folder = directoryOf(file); folder.length >= input.length; folder = directoryOf(folder.slice(0, -1))) {
    if (folders.has(folder)) return folder;
    if (folder === '' || folder === '/') return undefined;
  }
  return undefined;
}

function rootPathOf(file: string, snapshot: Snapshot, folders: RootFolders): Pick<Root, 'path' | 'reason'> {
  const input = folderOf(snapshot, file);
  const settings = nearest(file, input, folders.withSettings);
  if (settings !== undefined) return { path: settings, reason: 'settings-file' };
  const kustomization = nearest(file, input, folders.withKustomization);
  if (kustomization !== undefined) return { path: kustomization, reason: 'kustomization' };
  return { path: input, reason: 'input' };
}

export interface Roots {
  readonly all: readonly Root[];
  readonly of: (file: string) => Root | undefined;
}

const cache = new WeakMap<Snapshot, Roots>();

/** `previous`, where given, lends the roots that did not change. */
export function rootsOf(snapshot: Snapshot, previous?: Roots): Roots {
  const known = cache.get(snapshot);
  if (known) return known;
  const roots = groupIntoRoots(snapshot, previous);
  cache.set(snapshot, roots);
  return roots;
}

function groupIntoRoots(snapshot: Snapshot, previous: Roots | undefined): Roots {
  const folders = findRootFolders(snapshot);
  const groups = new Map<string, { reason: Root['reason']; files: WorkspaceFile[] }>();
  const pathOf = new Map<string, string>();
  for (const file of [...snapshot.files.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { path, reason } = rootPathOf(file.name, snapshot, folders);
    pathOf.set(file.name, path);
    const group = groups.get(path) ?? { reason, files: [] };
    group.files.push(file);
    groups.set(path, group);
  }
  const old = new Map(previous?.all.map(root => [root.path, root]));
  const all = [...groups].map(([path, { reason, files }]) => {
    const folder = folderOf(snapshot, files[0]!.name);
    const workspaceSettings = settingsFor(snapshot, folder);
    const loading = snapshot.loading.has(folder);
    const before = old.get(path);
    const unchanged =
      before?.workspaceSettings === workspaceSettings &&
      before.loading === loading &&
      before.files.length === files.length &&
      before.files.every((file, i) => file === files[i]);
    return before && unchanged ? before : buildRoot({ path, reason, files, workspaceSettings, loading });
  });
  const byPath = new Map(all.map(root => [root.path, root]));
  return { all, of: file => byPath.get(pathOf.get(file) ?? '\0') };
}

function buildRoot(parts: Omit<Root, 'cluster' | 'settings' | 'routing'>): Root {
  const { path, files, workspaceSettings } = parts;
  const objects = files.flatMap(file => file.objects);
  const model = buildClusterModel(path, objects, completenessOf(parts));
  const settingsFile = files.find(file => file.name === path + settingsFileName);
  const settings = resolveSettings(model, {
    option: workspaceSettings.option,
    setting: workspaceSettings.setting,
    file: settingsFile && readSettingsFile(settingsFile.manifest).layer,
  });
  const cluster = indexCluster(model);
  const { proxyConfiguration, host } = workspaceSettings;
  return { ...parts, cluster, settings, routing: { cluster, settings, proxyConfiguration, host } };
}

/** What speaks against the files holding all that the cluster will have. */
function completenessOf({
  files,
  reason: rootReason,
  loading,
}: Pick<Root, 'files' | 'reason' | 'loading'>): Completeness {
  const reasons = new Map<IncompleteReason, string>();
  if (loading) reasons.set('loading', files[0]!.name);
  for (const file of files) {
    for (const reason of reasonsOf(file)) if (!reasons.has(reason)) reasons.set(reason, file.name);
  }
  if (rootReason === 'kustomization' && !reasons.has('kustomize')) reasons.set('kustomize', files[0]!.name);
  return { complete: reasons.size === 0, reasons: [...reasons].map(([reason, file]) => ({ reason, file })) };
}

function reasonsOf(file: WorkspaceFile): IncompleteReason[] {
  const { documents } = file.manifest;
  const reasons: IncompleteReason[] = [];
  if (kustomizationNames.includes(baseName(file.name))) reasons.push('kustomize');
  if (documents.some(d => d.isTemplate && d.isKubernetes)) reasons.push('template');
  if (file.stale.size || documents.some(isBroken)) reasons.push('unparsable');
  if (documents.some(d => d.problems.some(p => p.code === 'size-limit'))) reasons.push('size-limit');
  return reasons;
}
