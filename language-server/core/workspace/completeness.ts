/**
 * What speaks against the files of a root holding all that its cluster will have. In: the files, and what is known of
 * how they form a root. Out: whether the cluster is complete, and the gaps, each with what it could hold; few, however
 * many files there are.
 */
import type { Completeness, Gap, GapScope } from '../cluster/completeness.ts';
import type { ManifestDocument } from '../yaml/manifest.ts';
import type { CompletenessParts } from './completenessParts.ts';
import { kustomizeGaps } from './kustomize/kustomizeGaps.ts';
import { isKustomizationName } from './kustomize/paths.ts';
import { isSameList, keptGaps, mergeGaps } from './mergeGaps.ts';
import { openObjectGaps } from './openObjects.ts';
import { isBroken, type WorkspaceFile } from './snapshot.ts';
import { scopeOfText } from './unreadScope.ts';

/** `before` is that of the root before an edit; it stays where nothing of it changed. */
export function completenessOf(parts: CompletenessParts, before?: Completeness): Completeness {
  const { files, loading } = parts;
  const unread = files.flatMap(gapsOf);
  const ofFiles = parts.reason === 'kustomization' ? unread.map(inKustomization) : unread;
  const found: readonly Gap[] = [
    ...(loading ? [{ reason: 'loading' as const, file: files[0]!.name }] : []),
    ...ofFiles,
    ...kustomizeGaps(parts),
  ];
  const last = before && madeFrom.get(before);
  if (last && isSameList(last, found)) return before;
  const completeness = completenessWith(mergeGaps(found), before);
  madeFrom.set(completeness, found);
  return completeness;
}

/** The gaps before they were merged: an edit hardly ever changes one. */
const madeFrom = new WeakMap<Completeness, readonly Gap[]>();

function completenessWith(gaps: readonly Gap[], before: Completeness | undefined): Completeness {
  const reasons = before ? keptGaps(before.reasons, gaps) : gaps;
  return before && reasons === before.reasons ? before : { complete: reasons.length === 0, reasons };
}

const known = new WeakMap<WorkspaceFile, readonly Gap[]>();

/** Remembered by file: a root's completeness is worked out with each edit. */
function gapsOf(file: WorkspaceFile): readonly Gap[] {
  const gaps = known.get(file) ?? [...unreadGaps(file), ...openObjectGaps(file)];
  known.set(file, gaps);
  return gaps;
}

function unreadGaps({ name, manifest, stale }: WorkspaceFile): Gap[] {
  if (isKustomizationName(name))
    return isAnyBroken(manifest.documents, stale) ? [{ reason: 'unparsable', file: name }] : [];
  return manifest.documents.flatMap((document): Gap[] => {
    const reason = reasonOf(document, stale);
    if (!reason) return [];
    return [{ reason, file: name, ...(reason === 'size-limit' ? {} : { scope: scopeOf(document, manifest.text) }) }];
  });
}

function isAnyBroken(documents: readonly ManifestDocument[], stale: ReadonlySet<number>): boolean {
  return stale.size > 0 || documents.some(isBroken);
}

function reasonOf(document: ManifestDocument, stale: ReadonlySet<number>): Gap['reason'] | undefined {
  if (document.isTemplate) return document.isKubernetes ? 'template' : undefined;
  if (stale.has(document.index) || isBroken(document)) return 'unparsable';
  return document.problems.some(({ code }) => code === 'size-limit') ? 'size-limit' : undefined;
}

const scopes = new WeakMap<ManifestDocument, GapScope>();

function scopeOf(document: ManifestDocument, text: string): GapScope {
  const scope = scopes.get(document) ?? scopeOfText(text.slice(document.start, document.end));
  scopes.set(document, scope);
  return scope;
}

const loosened = new WeakMap<Gap, Gap>();

/** A kustomization changes namespaces, names and labels of what it brings. */
function inKustomization(gap: Gap): Gap {
  const { scope, ...rest } = gap;
  const loose = loosened.get(gap) ?? { ...rest, ...(scope?.kinds ? { scope: { kinds: scope.kinds } } : {}) };
  loosened.set(gap, loose);
  return loose;
}
