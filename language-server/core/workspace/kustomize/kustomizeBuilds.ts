/**
 * The builds of all folders of a workspace that have a kustomization, and who builds on whom. In: a snapshot with its
 * layout, and the builds before. Out: builds by root, and for each root one kustomization elsewhere that uses its files.
 */
import type { Layout } from '../layout.ts';
import type { Snapshot } from '../snapshot.ts';
import { buildOf, isCurrent, type KustomizeBuild } from './kustomizeBuild.ts';
import { isKustomizationName, kustomizationNames } from './paths.ts';

export interface KustomizeBuilds {
  readonly layout: Layout;
  /** By the root's path; a folder whose kustomization cannot be built has none. */
  readonly byRoot: ReadonlyMap<string, KustomizeBuild>;
  readonly usedBy: ReadonlyMap<string, string>;
  /** Files that are read as patches. */
  readonly patchFiles: ReadonlySet<string>;
}

export function kustomizeBuilds(
  snapshot: Snapshot,
  layout: Layout,
  before: KustomizeBuilds | undefined,
): KustomizeBuilds {
  const isLaidOutAlike = before?.layout.groups === layout.groups;
  const byRoot = new Map<string, KustomizeBuild>();
  for (const path of layout.groups.keys()) {
    const name = kustomizationNames.find(candidate => snapshot.files.has(path + candidate));
    if (name === undefined) continue;
    const known = before?.byRoot.get(path);
    const isKept = isLaidOutAlike && known && isCurrent(known, snapshot);
    const build = isKept ? known : buildOf(snapshot.files.get(path + name)!, snapshot, known);
    if (build) byRoot.set(path, build);
  }
  return { layout, byRoot, usedBy: findUsers(byRoot, layout), patchFiles: findPatches([...byRoot.values()]) };
}

function findUsers(byRoot: ReadonlyMap<string, KustomizeBuild>, { pathOf }: Layout): ReadonlyMap<string, string> {
  const usedBy = new Map<string, string>();
  for (const [path, build] of byRoot) {
    for (const { name } of build.inputs) {
      const owner = pathOf.get(name);
      if (owner !== undefined && owner !== path && !usedBy.has(owner)) usedBy.set(owner, build.kustomization.name);
    }
  }
  return usedBy;
}

function findPatches(builds: readonly KustomizeBuild[]): ReadonlySet<string> {
  const listed = new Set(builds.flatMap(({ listed }) => [...listed]));
  const read = builds.flatMap(({ inputs }) => [...inputs].map(({ name }) => name));
  return new Set(read.filter(name => !listed.has(name) && !isKustomizationName(name)));
}
