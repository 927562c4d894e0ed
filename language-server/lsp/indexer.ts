/**
 * Brings what is on disk into the workspace and keeps it current: reads folders when they are added, single files when
 * they change, whole folders anew when what is excluded changes. One job at a time, in the order asked for.
 */
import { type FileAccess, type FolderFiles, inGroups } from './files/fileAccess.ts';
import { isManifestName, languageOf } from './files/manifestText.ts';
import { isInside } from './names.ts';
import { createSlices, type Slices } from './scheduler.ts';
import type { Workspace } from './workspace.ts';

/** Files read at the same time. */
const groupSize = 32;
/** Characters parsed without looking at the client's messages. */
const parseLimit = 50_000;

export interface IndexerPorts {
  readonly workspace: Workspace;
  /** Who reads a file or folder of this name. */
  readonly accessOf: (name: string) => FileAccess;
  readonly excludeOf: (folder: string) => readonly string[];
  readonly maxFileSize: () => number;
  readonly log: (message: string) => void;
  /** The workspace holds something new. */
  readonly changed: () => void;
}

export interface Indexer {
  /** Reads folders whole; `progress` hears how many files were read so far. */
  readonly load: (folders: readonly string[], progress: (files: number) => void) => Promise<void>;
  /** Reads files again that may have changed, appeared or gone. */
  readonly refresh: (names: readonly string[]) => Promise<void>;
}

export function createIndexer(ports: IndexerPorts): Indexer {
  const { workspace } = ports;
  const folderFiles = new Map<string, FolderFiles>();
  let queue: Promise<void> = Promise.resolve();

  const enqueue = (job: () => Promise<void>): Promise<void> => {
    queue = queue.then(job).catch(error => ports.log(String(error)));
    return queue;
  };

  const readInto = async (name: string): Promise<number> => {
    const { text, problem } = await ports.accessOf(name).read(name, ports.maxFileSize());
    if (problem) ports.log(problem);
    workspace.setOnDisk(name, text === undefined ? undefined : { text, language: languageOf(name) });
    return text?.length ?? 0;
  };

  const readGroup = async (names: readonly string[], slices: Slices): Promise<void> => {
    let unparsed = 0;
    for (const length of names.map(readInto)) {
      unparsed += await length;
      if (unparsed < parseLimit) continue;
      workspace.applyPending();
      unparsed = 0;
      await slices.breathe();
    }
  };

  const loadFolder = async (folder: string, progress: (files: number) => void): Promise<void> => {
    const files = ports.accessOf(folder).folder(folder, ports.excludeOf(folder), ports.log);
    folderFiles.set(folder, files);
    const found = new Set<string>();
    const slices = createSlices(() => !workspace.folders.includes(folder));
    for await (const group of inGroups(files.find(), groupSize)) {
      await readGroup(group, slices);
      if (slices.stopped()) return;
      for (const name of group) found.add(name);
      progress(found.size);
    }
    for (const name of workspace.snapshot.files.keys()) {
      if (workspace.foldersOf(name)[0] === folder && !found.has(name)) workspace.setOnDisk(name, undefined);
    }
  };

  /** Excluded only when every folder that holds it excludes it, since each is searched by itself. */
  const isWanted = async (name: string): Promise<boolean> => {
    if (!isManifestName(name)) return false;
    for (const folder of workspace.foldersOf(name)) {
      if (!(await folderFiles.get(folder)?.excludes(name))) return true;
    }
    return false;
  };

  /** The files themselves, or, where a folder has gone, all that it held. */
  const filesOf = (name: string): readonly string[] => {
    if (isManifestName(name)) return [name];
    return [...workspace.snapshot.files.keys()].filter(file => isInside(file, `${name}/`));
  };

  const refreshAll = async (names: readonly string[]): Promise<void> => {
    const slices = createSlices(() => false);
    const wanted: string[] = [];
    for (const name of new Set(names.flatMap(filesOf))) {
      if (await isWanted(name)) wanted.push(name);
      else workspace.setOnDisk(name, undefined);
    }
    for (let i = 0; i < wanted.length; i += groupSize) await readGroup(wanted.slice(i, i + groupSize), slices);
  };

  return {
    load: (folders, progress) =>
      enqueue(async () => {
        for (const folder of folders) {
          if (workspace.folders.includes(folder)) await loadFolder(folder, progress);
          workspace.setLoaded(folder);
          ports.changed();
        }
      }),
    refresh: names =>
      enqueue(async () => {
        await refreshAll(names);
        ports.changed();
      }),
  };
}
