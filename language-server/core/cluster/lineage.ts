/**
 * What is kept from one cluster to the next. Clusters that come from one another by edits share a lineage, which knows of
 * each edit the facts that it changed. In: a cluster. Out: what was worked out of an earlier one, while it still holds.
 */
import { hash } from '../base/hash.ts';
import { type ClusterIndex, observeCluster } from './clusterIndex.ts';
import type { ClusterModel } from './clusterModel.ts';
import { namespacedName, type Service } from './objects.ts';

interface Edit {
  /** The version that it was made in. */
  readonly before: number;
  readonly facts: ReadonlySet<string>;
}

export interface Lineage {
  /** By the version that an edit led to; the oldest are forgotten. */
  readonly edits: Map<number, Edit>;
  /** By name. */
  readonly kept: Map<string, unknown>;
}

/** Edits that can be caught up with; after more than these, all is worked out anew. */
const maxEdits = 100;

export function newLineage(): Lineage {
  return { edits: new Map(), kept: new Map() };
}

/** Versions are counted over all clusters, so that two that come from one are never taken for each other. */
const versions = new WeakMap<ClusterModel, number>();
let latest = 0;

function versionOf(model: ClusterModel): number {
  const version = versions.get(model) ?? ++latest;
  versions.set(model, version);
  return version;
}

export function addEdit(
  { edits }: Lineage,
  { before, after, facts }: { before: ClusterModel; after: ClusterModel; facts: ReadonlySet<string> },
): void {
  edits.set(versionOf(after), { before: versionOf(before), facts });
  for (const [oldest] of edits) {
    if (edits.size <= maxEdits) return;
    edits.delete(oldest);
  }
}

/**
 * The facts that differ between two versions; undefined where no edit connects them. One need not come from the other:
 * a cluster without what the API server refuses is a branch of the one that is written.
 */
function changesBetween({ edits }: Lineage, before: number, after: number): ReadonlySet<string> | undefined {
  /** How many edits lead from each of its ancestors to `after`. */
  const ancestors = new Map([[after, 0]]);
  const later: ReadonlySet<string>[] = [];
  for (let edit = edits.get(after); edit; edit = edits.get(edit.before)) {
    later.push(edit.facts);
    ancestors.set(edit.before, later.length);
  }
  const changed = new Set<string>();
  let at = before;
  while (!ancestors.has(at)) {
    const edit = edits.get(at);
    if (!edit) return undefined;
    for (const fact of edit.facts) changed.add(fact);
    at = edit.before;
  }
  for (const facts of later.slice(0, ancestors.get(at))) for (const fact of facts) changed.add(fact);
  return changed;
}

interface KeptByFacts<T> {
  readonly version: number;
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
  const { lineage } = cluster;
  const version = versionOf(cluster.model);
  const before = lineage.kept.get(name) as KeptByFacts<T> | undefined;
  const isSame = before?.values.every((value, i) => value === values[i]);
  const changed = isSame ? changesBetween(lineage, before!.version, version) : undefined;
  if (before && changed && !haveCommon(changed, before.facts)) {
    lineage.kept.set(name, { ...before, version });
    return before.result;
  }
  const facts = new Set<string>();
  const result = make(observeCluster(cluster, fact => facts.add(fact)));
  lineage.kept.set(name, { version, values, facts, result });
  return result;
}

function haveCommon(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const item of some) if (others.has(item)) return true;
  return false;
}

interface KeptForEach<T> {
  readonly version: number;
  readonly values: readonly unknown[];
  readonly results: ReadonlyMap<string, T>;
  /** As hashes, which are small; two facts that share one only cost a result that is worked out again. */
  readonly facts: ReadonlyMap<string, readonly number[]>;
}

/** Of results that differ by their circumstances, such as the node; a packet may come to several. */
const keptVariants = 3;

/** A result of `make` for each Service, by "namespace/name"; an edit costs those that rest on what it changed. */
export function keepForEach<T>(
  cluster: ClusterIndex,
  { name, variant, values }: { readonly name: string; readonly variant: string; readonly values: readonly unknown[] },
  make: (service: Service, observed: ClusterIndex) => T,
): ReadonlyMap<string, T> {
  const { lineage, model } = cluster;
  const version = versionOf(model);
  const variants = (lineage.kept.get(name) ?? new Map()) as Map<string, KeptForEach<T>>;
  lineage.kept.set(name, variants);
  const found = variants.get(variant);
  const before = found?.values.every((value, i) => value === values[i]) ? found : undefined;
  const changed = before && changesBetween(lineage, before.version, version);
  if (before && changed?.size === 0) return before.results;
  const worked =
    before && changed
      ? workOut(affected(changed, before.facts), before, cluster, make)
      : workOut(servicesOf(model), { results: new Map(), facts: new Map() }, cluster, make);
  variants.delete(variant);
  for (const [oldest] of variants) if (variants.size >= keptVariants) variants.delete(oldest);
  variants.set(variant, { version, values, ...worked });
  return worked.results;
}

function workOut<T>(
  names: ReadonlySet<string>,
  before: Pick<KeptForEach<T>, 'results' | 'facts'>,
  cluster: ClusterIndex,
  make: (service: Service, observed: ClusterIndex) => T,
): Pick<KeptForEach<T>, 'results' | 'facts'> {
  const results = new Map(before.results);
  const facts = new Map(before.facts);
  for (const key of names) {
    const [namespace = '', name = ''] = key.split('/');
    const service = cluster.servicesNamed({ namespace, name }).at(-1);
    results.delete(key);
    facts.delete(key);
    if (!service) continue;
    const noted = new Set([hash(serviceFact(key))]);
    const observed = observeCluster(cluster, fact => noted.add(hash(fact)));
    results.set(key, make(service, observed));
    facts.set(key, [...noted]);
  }
  return { results, facts };
}

function servicesOf({ services }: ClusterModel): ReadonlySet<string> {
  return new Set(services.map(namespacedName));
}

const serviceFact = (key: string) => `services ${key}`;

function affected(changed: ReadonlySet<string>, facts: ReadonlyMap<string, readonly number[]>): ReadonlySet<string> {
  const hashes = new Set([...changed].map(hash));
  const keys = new Set<string>();
  for (const [key, noted] of facts) if (noted.some(fact => hashes.has(fact))) keys.add(key);
  const prefix = serviceFact('');
  for (const fact of changed) if (fact.startsWith(prefix)) keys.add(fact.slice(prefix.length));
  return keys;
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
