/**
 * The server's picture of the workspace: the newest snapshot, with open documents in front of what is on disk. Changes
 * are noted and applied when somebody asks, so that of many keystrokes only the last is read.
 */

import { analyse } from '../core/workspace/analyse.ts';
import type { Analysis } from '../core/workspace/analysis.ts';
import {
  emptySnapshot,
  type FileInput,
  type ReadingFailed,
  type Snapshot,
  type WorkspaceSettings,
  withFiles,
  withFolders,
  withLoading,
  withSettings,
} from '../core/workspace/snapshot.ts';
import { isInside, uriOf } from './names.ts';

interface OpenDocument {
  /** As the client spells it. */
  readonly uri: string;
  readonly version: number;
  readonly input: FileInput;
}

export class Workspace {
  #snapshot: Snapshot = emptySnapshot;
  /** The last one that was asked about; what did not change since is taken over from it. */
  #analysed: Snapshot = emptySnapshot;
  readonly #pending = new Map<string, FileInput | undefined>();
  readonly #open = new Map<string, OpenDocument>();
  readonly #failed: ReadingFailed;

  /** `failed` hears of files that are left out for a fault of ours. */
  constructor(failed: ReadingFailed) {
    this.#failed = failed;
  }

  get snapshot(): Snapshot {
    this.applyPending();
    return this.#snapshot;
  }

  /** Reads the texts that were noted. */
  applyPending(): void {
    if (this.#pending.size === 0) return;
    const changes = [...this.#pending].map(([name, input]) => ({ name, input }));
    this.#pending.clear();
    this.#snapshot = withFiles(this.#snapshot, changes, this.#failed);
  }

  get analysis(): Analysis {
    const analysis = analyse(this.snapshot, this.#analysed);
    this.#analysed = this.#snapshot;
    return analysis;
  }

  get folders(): readonly string[] {
    return this.#snapshot.folders;
  }

  readonly uriOf = (name: string): string => this.#open.get(name)?.uri ?? uriOf(name);

  /** Of the client's document; null for a file on disk. */
  versionOf(name: string): number | null {
    return this.#open.get(name)?.version ?? null;
  }

  isOpen(name: string): boolean {
    return this.#open.has(name);
  }

  get openNames(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** Innermost first. */
  readonly foldersOf = (name: string): readonly string[] =>
    this.folders.filter(folder => isInside(name, folder)).sort((a, b) => b.length - a.length);

  /** New folders count as loading until setLoaded. */
  setFolders(folders: readonly string[]): void {
    const before = this.snapshot;
    const loading = folders.filter(folder => before.loading.has(folder) || !before.folders.includes(folder));
    this.#snapshot = withLoading(withFolders(before, folders), new Set(loading));
    // A document that stays open outlives its folder.
    for (const [name, { input }] of this.#open) this.#pending.set(name, input);
  }

  setLoaded(folder: string): void {
    const { loading } = this.snapshot;
    if (loading.has(folder))
      this.#snapshot = withLoading(this.#snapshot, new Set([...loading].filter(f => f !== folder)));
  }

  setSettings(settings: ReadonlyMap<string, WorkspaceSettings>): void {
    this.#snapshot = withSettings(this.snapshot, settings);
  }

  setOpen(name: string, document: OpenDocument): void {
    this.#open.set(name, document);
    this.#pending.set(name, document.input);
  }

  /** The text stays until the caller knows what is on disk. */
  setClosed(name: string): void {
    this.#open.delete(name);
  }

  /** What the disk holds; undefined: nothing, or no manifest. An open document stands in front of it. */
  setOnDisk(name: string, input: FileInput | undefined): void {
    if (!this.#open.has(name)) this.#pending.set(name, input);
  }
}
