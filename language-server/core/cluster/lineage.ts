/**
 * What is kept from one cluster to the next. Clusters that come from one another by edits share a lineage, which knows of
 * each edit the facts that it changed. In: a cluster. Out: what was worked out of an earlier one, while it still holds.
 */
import { type ClusterIndex, observeCluster } from './clusterIndex.ts';
import type { ClusterModel } from './clusterModel.ts';

interface Edit {
  readonly before: ClusterModel;
  readonly after: ClusterModel;
  readonly facts: ReadonlySet<string>;
}

export interface Lineage {
  /** By the model that an edit led to; the oldest are forgotten. */
  readonly edits: Map<ClusterModel, Edit>;
  /** By name. */
  readonly kept: Map<string, unknown>;
}

/** Edits that can be caught up with; after more than these, all is worked out anew. */
const maxEdits = 50;

export function newLineage(): Lineage {
  return { edits: new Map(), kept: new Map() };
}

export function addEdit({ edits }: Lineage, edit: Edit): void {
  edits.set(edit.after, edit);
  for (const [oldest] of edits) {
    if (edits.size <= maxEdits) return;
    edits.delete(oldest);
  }
}

/** The facts that were changed on the way from one cluster to another; undefined where the way is not known. */
export function changesBetween(
  { edits }: Lineage,
  before: ClusterModel,
  after: ClusterModel,
): ReadonlySet<string> | undefined {
  const changed = new Set<string>();
  for (let at = after; at !== before; ) {
    const edit = edits.get(at);
    if (!edit) return undefined;
    for (const fact of edit.facts) changed.add(fact);
    at = edit.before;
  }
  return changed;
}

interface KeptByFacts<T> {
  readonly model: ClusterModel;
  readonly values: readonly unknown[];
  readonly facts: ReadonlySet<string>;
  readonly result: T;
}

/** The result of `make`, until an edit changes something that it asked of its cluster, or one of the other values. */
export function keepByFacts<T>(
  cluster: ClusterIndex,
  { name, values }: { readonly name: string; readonly values: readonly unknown[] },
  make: (observed: ClusterIndex) => T,
): T {
  const { lineage, model } = cluster;
  const before = lineage.kept.get(name) as KeptByFacts<T> | undefined;
  const isSame = before?.values.every((value, i) => value === values[i]);
  const changed = isSame ? changesBetween(lineage, before!.model, model) : undefined;
  if (before && changed && !haveCommon(changed, before.facts)) {
    lineage.kept.set(name, { ...before, model });
    return before.result;
  }
  const facts = new Set<string>();
  const result = make(observeCluster(cluster, fact => facts.add(fact)));
  lineage.kept.set(name, { model, values, facts, result });
  return result;
}

function haveCommon(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const item of some) if (others.has(item)) return true;
  return false;
}

/** What a result was worked out from: single values, and lists of objects. */
export interface Grounds {
  readonly values: readonly unknown[];
  readonly lists: readonly (readonly unknown[])[];
}

interface KeptByGrounds<T> {
  readonly grounds: Grounds;
  readonly result: T;
}

/** The result of `make`, while the grounds are alike; `signature` says what of an object in a list counts. */
export function keepByGrounds<T>(
  { kept }: Lineage,
  { name, grounds, signature }: { name: string; grounds: Grounds; signature: (object: never) => string },
  make: () => T,
): T {
  const before = kept.get(name) as KeptByGrounds<T> | undefined;
  if (before && areSame(before.grounds, grounds, signature)) {
    kept.set(name, { ...before, grounds });
    return before.result;
  }
  const result = make();
  kept.set(name, { grounds, result });
  return result;
}

function areSame(before: Grounds, now: Grounds, signature: (object: never) => string): boolean {
  const sameValues = before.values.every((value, i) => value === now.values[i]);
  return sameValues && before.lists.every((list, i) => areAlike(list, now.lists[i]!, signature));
}

function areAlike(before: readonly unknown[], now: readonly unknown[], signature: (object: never) => string): boolean {
  if (before === now) return true;
  if (before.length !== now.length) return false;
  return before.every((item, i) => item === now[i] || signature(item as never) === signature(now[i] as never));
}
