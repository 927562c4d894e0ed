/**
 * Brings what is on disk into the workspace and keeps it current: reads folders when they are added, single files when
 * they change, whole folders anew when what is excluded changes. One job at a time, in the order asked for.
 */
import { ahead, type FolderFiles, inGroups } from './files/fileAccess.ts';
import { isManifestName } from './files/manifestText.ts';
import { createReader, type FileText, type ReaderPorts } from './manifestReader.ts';
import { isInside } from './names.ts';
import { noThreads, type TextParser } from './parsing/textParser.ts';
import { createSlices, type Slices } from './scheduler.ts';
import type { Workspace } from './workspace.ts';

/** Files read at the same time. */
const groupSize = 32;
/** Groups that are being read and parsed at the same time. */
const openGroups = 6;
/** Characters parsed without looking at the client's messages. */
const parseLimit = 50_000;

export interface IndexerPorts extends ReaderPorts {
  readonly workspace: Workspace;
  readonly excludeOf: (folder: string) => readonly string[];
  /** Parses beside this thread; one for each job that reads folders. */
  readonly createParser: () => TextParser;
  /** The workspace holds something new. */
  readonly changed: () => void;
}

export interface Indexer {
  /** Reads folders whole; `progress` hears how many files were read so far. */
  readonly load: (folders: readonly string[], progress: (files: number) => void) => Promise<void>;
  /** Reads files again that may have changed, appeared or gone; those that `appeared` can be folders. */
  readonly refresh: (names: readonly string[], appeared?: readonly string[]) => Promise<void>;
}

export function createIndexer(ports: IndexerPorts): Indexer {
  const { workspace } = ports;
  const folderFiles = new Map<string, FolderFiles>();
  let queue: Promise<void> = Promise.resolve();

  const failed = (error: unknown) => ports.log(String(error));
  const enqueue = (job: () => Promise<void>): Promise<void> => {
    queue = queue.then(job).catch(failed);
    return queue;
  };

  const { parseGroup } = createReader(ports);

  const loadFolder = async (folder: string, progress: (files: number) => void, parser: TextParser): Promise<void> => {
    const files = ports.accessOf(folder).folder(folder, ports.excludeOf(folder), ports.log);
    folderFiles.set(folder, files);
    const found = new Set<string>();
    const slices = createSlices(() => !workspace.folders.includes(folder));
    const groups = inGroups(files.find(), groupSize);
    const parsed = ahead(groups, group => parseGroup(group, parser), openGroups);
    for await (const group of parsed) {
      await take(workspace, group, slices);
      if (slices.stopped()) return;
      for (const { name } of group) found.add(name);
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

  const filesBelow = async (names: readonly string[]): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const name of outermost(names)) {
      const [folder] = workspace.foldersOf(name);
      const files = folder === undefined ? undefined : folderFiles.get(folder);
      for await (const file of files?.findBelow(name) ?? []) found.push(file);
    }
    return found;
  };

  const refreshAll = async (names: readonly string[]): Promise<void> => {
    const slices = createSlices(() => false);
    const wanted: string[] = [];
    for (const name of new Set(names)) {
      if (await isWanted(name)) wanted.push(name);
      else workspace.setOnDisk(name, undefined);
    }
    for (let i = 0; i < wanted.length; i += groupSize) {
      await take(workspace, await parseGroup(wanted.slice(i, i + groupSize), noThreads), slices);
    }
  };

  return {
    load: (folders, progress) =>
      enqueue(async () => {
        const parser = ports.createParser();
        for (const folder of folders) {
          if (workspace.folders.includes(folder)) await loadFolder(folder, progress, parser).catch(failed);
          workspace.setLoaded(folder);
          ports.changed();
        }
        parser.close();
      }),
    refresh: (names, appeared = []) =>
      enqueue(async () => {
        const files = [...filesKnownAs(names, workspace), ...(await filesBelow(appeared))];
        if (files.length === 0) return;
        await refreshAll(files);
        ports.changed();
      }),
  };
}

/** The files themselves, and all that they held where they were folders, whatever their names. */
function filesKnownAs(names: readonly string[], { snapshot }: Workspace): readonly string[] {
  const folders = names.map(name => `${name}/`);
  const held = [...snapshot.files.keys()].filter(file => folders.some(folder => isInside(file, folder)));
  return [...names.filter(isManifestName), ...held];
}

/** Without those that lie below another of them. */
function outermost(names: readonly string[]): readonly string[] {
  const all = new Set(names);
  return [...all].filter(name => {
    for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      if (all.has(name.slice(0, at))) return false;
    }
    return true;
  });
}

/** Hands texts over; what is not parsed yet is parsed here, a little at a time. */
async function take(workspace: Workspace, files: readonly FileText[], slices: Slices): Promise<void> {
  let unparsed = 0;
  for (const { name, input } of files) {
    workspace.setOnDisk(name, input);
    unparsed += input && !input.parsed ? input.text.length : 0;
    if (unparsed < parseLimit) continue;
    workspace.applyPending();
    unparsed = 0;
    await slices.breathe();
  }
  workspace.applyPending();
  await slices.breathe();
}
