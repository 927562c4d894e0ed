/**
 * Which files form which root, from their names alone. In: a snapshot. Out: the roots with the names of their files;
 * the same as before while no file comes or goes.
 */
import { settingsFileName } from '../cluster/settingsFile.ts';
import { baseName, directoryOf, isKustomizationName } from './kustomize/paths.ts';
import { passedOver } from './passedOver.ts';
import { folderOf, type Snapshot } from './snapshot.ts';

/** Why a folder is a root. */
export type RootReason = 'settings-file' | 'kustomization' | 'input' | 'passed-over';

/** Which files form which root; it depends on their names alone. */
export interface Layout {
  readonly snapshot: Snapshot;
  /** In order of their names. */
  readonly groups: ReadonlyMap<string, { readonly reason: RootReason; readonly names: readonly string[] }>;
  readonly pathOf: ReadonlyMap<string, string>;
  /** Files that are open in an editor but would not have been read from the folder: they belong to no root. */
  readonly passedOver: ReadonlySet<string>;
}

interface RootPlace {
  readonly path: string;
  readonly reason: RootReason;
}

interface RootFolders {
  readonly withSettings: ReadonlySet<string>;
  readonly withKustomization: ReadonlySet<string>;
}

function findRootFolders(names: readonly string[]): RootFolders {
  const withSettings = new Set<string>();
  const withKustomization = new Set<string>();
  for (const name of names) {
    if (baseName(name) === settingsFileName) withSettings.add(directoryOf(name));
    if (isKustomizationName(name)) withKustomization.add(directoryOf(name));
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

function rootPathOf(file: string, snapshot: Snapshot, folders: RootFolders): RootPlace {
  const input = folderOf(snapshot, file);
  const settings = nearest(file, input, folders.withSettings);
  if (settings !== undefined) return { path: settings, reason: 'settings-file' };
  const kustomization = nearest(file, input, folders.withKustomization);
  if (kustomization !== undefined) return { path: kustomization, reason: 'kustomization' };
  return { path: input, reason: 'input' };
}

/** An adapter whose only folder is "" holds what it chose itself. */
function isPassedOver(file: string, snapshot: Snapshot): boolean {
  const input = folderOf(snapshot, file);
  return input !== '' && input !== file && passedOver(file.slice(input.length)) !== undefined;
}

function isLaidOutAs(snapshot: Snapshot, before: Snapshot): boolean {
  if (snapshot.folders !== before.folders || snapshot.files.size !== before.files.size) return false;
  for (const name of snapshot.files.keys()) if (!before.files.has(name)) return false;
  return true;
}

function layOut(snapshot: Snapshot): Layout {
  const names = [...snapshot.files.keys()].sort((a, b) => (a < b ? -1 : 1));
  const left = new Set(names.filter(name => isPassedOver(name, snapshot)));
  const folders = findRootFolders(names.filter(name => !left.has(name)));
  const groups = new Map<string, { reason: RootReason; names: string[] }>();
  const pathOf = new Map<string, string>();
  for (const name of names) {
    if (left.has(name)) continue;
    const { path, reason } = rootPathOf(name, snapshot, folders);
    pathOf.set(name, path);
    const group = groups.get(path) ?? { reason, names: [] };
    group.names.push(name);
    groups.set(path, group);
  }
  return { snapshot, groups, pathOf, passedOver: left };
}

/** `before` is the layout of an earlier snapshot, if any. */
export function layoutOf(snapshot: Snapshot, before: Layout | undefined): Layout {
  return before && isLaidOutAs(snapshot, before.snapshot) ? { ...before, snapshot } : layOut(snapshot);
}
