/**
 * How the server reaches files that are not open: through its own disk, or through the client where the workspace lies
 * elsewhere. File names are the snapshot's (see names.ts), folders end in a slash.
 */

export interface FileAccess {
  readonly folder: (folder: string, exclude: readonly string[], log: (message: string) => void) => FolderFiles;
  readonly read: (file: string, maxSize: number) => Promise<ReadOutcome>;
}

/** The files below one folder, as excluded when it was made: make it anew when a `.gitignore` changes. */
export interface FolderFiles {
  readonly find: () => AsyncIterable<string>;
  /** Those below a name that appeared: none, unless it is a folder. */
  readonly findBelow: (name: string) => AsyncIterable<string>;
  readonly excludes: (file: string) => Promise<boolean>;
}

export interface ReadOutcome {
  /** Undefined: gone, unreadable, too large, or not a manifest. */
  readonly text?: string | undefined;
  /** A line for the log. */
  readonly problem?: string;
}

/** Reads in small groups, so that neither the disk nor the client is asked for everything at once. */
export async function* inGroups<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length) yield group;
}

/** The results of `work` in the order of the items, of which up to `count` are worked on at the same time. */
export async function* ahead<T, R>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  count: number,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for await (const item of items) {
    begun.push(work(item));
    if (begun.length >= count) yield await begun.shift()!;
  }
  yield* begun;
}
