/**
 * Objects by key, where an edit costs what it changes: the groups of the edited objects are laid over those before, and
 * all others are shared. In: objects and their keys. Out: groups, and which of them an edit touched.
 */

/** Members in order. */
export interface Groups<T> {
  readonly base: ReadonlyMap<string, readonly T[]>;
  /** In front of `base`. */
  readonly changed: ReadonlyMap<string, readonly T[]>;
}

export interface Change<T> {
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

export interface Grouping<T> {
  readonly keysOf: (item: T) => readonly string[];
  readonly compare: (a: T, b: T) => number;
}

/** The layer on top is copied with each edit, so it is worked in when it has grown to this. */
const maxChanged = 500;

export function makeGroups<T>(items: Iterable<T>, { keysOf }: Grouping<T>): Groups<T> {
  const base = new Map<string, T[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const members = base.get(key);
      if (members) members.push(item);
      else base.set(key, [item]);
    }
  }
  return { base, changed: new Map() };
}

export function membersOf<T>({ base, changed }: Groups<T>, key: string): readonly T[] {
  return changed.get(key) ?? base.get(key) ?? [];
}

export function changeGroups<T>(groups: Groups<T>, change: Change<T>, grouping: Grouping<T>) {
  const { keysOf, compare } = grouping;
  const removed = new Set(change.removed);
  const added = makeGroups(change.added, grouping).base;
  const touched = new Set([...change.removed.flatMap(keysOf), ...added.keys()]);
  const changed = new Map(groups.changed);
  for (const key of touched) {
    const staying = membersOf(groups, key).filter(member => !removed.has(member));
    changed.set(key, insertSorted(staying, added.get(key) ?? [], compare));
  }
  const isLarge = changed.size > maxChanged;
  const next: Groups<T> = isLarge
    ? { base: new Map([...groups.base, ...changed]), changed: new Map() }
    : { base: groups.base, changed };
  return { groups: next, touched };
}

/** Puts the items into the list; of equals the one that is added later comes later. */
export function insertSorted<T>(list: T[], items: readonly T[], compare: (a: T, b: T) => number): T[] {
  for (const item of items) {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(list[middle]!, item) <= 0) low = middle + 1;
      else high = middle;
    }
    list.splice(low, 0, item);
  }
  return list;
}
