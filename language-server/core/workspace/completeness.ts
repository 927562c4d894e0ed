/**
 * What speaks against the files of a root holding all that its cluster will have. In: the files, and what is known of
 * how they form a root. Out: whether the cluster is complete, and the reasons against.
 */
import type { Completeness, Gap, IncompleteReason } from '../cluster/completeness.ts';
import type { KustomizeBuild } from './kustomize/kustomizeBuild.ts';
import { isKustomizationName } from './kustomize/paths.ts';
import type { RootReason } from './layout.ts';
import { isBroken, type WorkspaceFile } from './snapshot.ts';

export interface CompletenessParts {
  readonly files: readonly WorkspaceFile[];
  readonly reason: RootReason;
  readonly loading: boolean;
  readonly build: KustomizeBuild | undefined;
  /** A kustomization elsewhere that takes files from here. */
  readonly usedBy: string | undefined;
}

/** More are said when these are mended. */
const maxProblems = 4;

export function completenessOf({ files, reason: rootReason, loading, build, usedBy }: CompletenessParts): Completeness {
  const found = new Map<IncompleteReason, string>();
  if (loading) found.set('loading', files[0]!.name);
  for (const file of files) {
    for (const reason of reasonsOf(file)) if (!found.has(reason)) found.set(reason, file.name);
  }
  if (build) found.delete('kustomize');
  else if (rootReason === 'kustomization' && !found.has('kustomize')) found.set('kustomize', files[0]!.name);
  const reasons: Gap[] = [...found].map(([reason, file]) => ({ reason, file }));
  if (build) reasons.push(...problemsOf(build));
  if (usedBy !== undefined)
    reasons.push({ reason: 'kustomize', file: usedBy, detail: 'other kustomizations build on it' });
  return { complete: reasons.length === 0, reasons };
}

function problemsOf({ problems }: KustomizeBuild): Gap[] {
  return problems.slice(0, maxProblems).map(({ file, message }) => ({ reason: 'kustomize', file, detail: message }));
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
  if (isKustomizationName(file.name)) reasons.push('kustomize');
  if (documents.some(d => d.isTemplate && d.isKubernetes)) reasons.push('template');
  if (file.stale.size || documents.some(isBroken)) reasons.push('unparsable');
  if (documents.some(d => d.problems.some(p => p.code === 'size-limit'))) reasons.push('size-limit');
  return reasons;
}
