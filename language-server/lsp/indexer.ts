/**
 * Brings what is on disk into the workspace and keeps it current: reads folders when they are added, single files when
 * they change, whole folders anew when what is excluded changes. The caller awaits each job before the next.
 */
import { ahead, inGroups } from './files/fileAccess.ts';
import { isManifestName } from './files/manifestText.ts';
import { createKnownFolders, type KnownFoldersPorts } from './knownFolders.ts';
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

export interface IndexerPorts extends ReaderPorts, KnownFoldersPorts {
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
  /** What is on disk stands again for a document that was closed; nothing does for one that is no file of the workspace. */
  readonly refreshClosed: (name: string) => Promise<void>;
  /** Folders that were read under other settings than the present ones. */
  readonly outdated: () => readonly string[];
  /** A folder is about to go: reading it is given up. */
  readonly abandon: (folder: string) => void;
  /** A folder is gone from the workspace, unless it came again. */
  readonly forget: (folder: string) => void;
}

export function createIndexer(ports: IndexerPorts): Indexer {
  const { workspace, changed } = ports;
  const known = createKnownFolders(ports);
  const abandoned = new Set<string>();
  const { parseGroup } = createReader(ports);

  const loadFolder = async (folder: string, progress: (files: number) => void, parser: TextParser): Promise<void> => {
    const found = new Set<string>();
    const slices = createSlices(() => abandoned.has(folder));
    const groups = inGroups(known.look(folder).find(), groupSize);
    const parsed = ahead(groups, group => parseGroup(group, parser), openGroups);
    for await (const group of parsed) {
      if (slices.stopped()) return;
      await take(workspace, group, slices);
      for (const { name } of group) found.add(name);
      progress(found.size);
    }
    await refreshAll([...workspace.snapshot.files.keys()].filter(name => isInside(name, folder) && !found.has(name)));
  };

  const refreshAll = async (names: Iterable<string>): Promise<void> => {
    const slices = createSlices(() => false);
    const wanted: string[] = [];
    for (const name of new Set(names)) {
      if (await known.isWanted(name)) wanted.push(name);
      else workspace.setOnDisk(name, undefined);
    }
    for (let i = 0; i < wanted.length; i += groupSize) {
      await take(workspace, await parseGroup(wanted.slice(i, i + groupSize), noThreads), slices);
    }
  };

  return {
    load: async (folders, progress) => {
      const parser = ports.createParser();
      for (const folder of folders) {
        if (workspace.folders.includes(folder)) await loadFolder(folder, progress, parser);
        workspace.setLoaded(folder);
        changed();
      }
      parser.close();
    },
    refresh: async (names, appeared = []) => {
      known.lookAgainAround(names);
      const files = [...filesKnownAs(names, workspace), ...(await known.filesBelow(appeared))];
      if (files.length === 0) return;
      await refreshAll(files);
      changed();
    },
    refreshClosed: async name => {
      await refreshAll([name]);
      changed();
    },
    outdated: known.outdated,
    abandon: folder => void abandoned.add(folder),
    forget: folder => {
      abandoned.delete(folder);
      if (!workspace.folders.includes(folder)) known.forget(folder);
    },
  };
}

/** The files themselves, and all that they held where they were folders, whatever their names. */
function filesKnownAs(names: readonly string[], { snapshot }: Workspace): readonly string[] {
  const folders = names.map(name => `${name}/`);
  const held = [...snapshot.files.keys()].filter(file => folders.some(folder => isInside(file, folder)));
  return [...names.filter(isManifestName), ...held];
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
