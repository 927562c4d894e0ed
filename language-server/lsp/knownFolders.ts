/**
 * The workspace folders that have been read, with what each leaves out and the settings that it was read under. A file
 * is wanted where any folder that holds it does not leave it out, since each is searched by itself.
 */
import type { FileAccess, FolderFiles } from './files/fileAccess.ts';
import { isManifestName } from './files/manifestText.ts';
import type { Workspace } from './workspace.ts';

export interface KnownFoldersPorts {
  readonly workspace: Workspace;
  /** Who reads a file or folder of this name. */
  readonly accessOf: (name: string) => FileAccess;
  readonly excludeOf: (folder: string) => readonly string[];
  readonly maxFileSize: () => number;
  readonly log: (message: string) => void;
}

export interface KnownFolders {
  /** Looks at the folder anew, under the present settings. */
  readonly look: (folder: string) => FolderFiles;
  /** With a folder that comes or goes, so may the rules in it of what is left out. */
  readonly lookAgainAround: (names: readonly string[]) => void;
  /** Those that were read under other settings than the present ones, or not at all. */
  readonly outdated: () => readonly string[];
  readonly forget: (folder: string) => void;
  readonly isWanted: (name: string) => Promise<boolean>;
  /** The files below names that appeared; none, unless they are folders. */
  readonly filesBelow: (names: readonly string[]) => Promise<readonly string[]>;
}

interface Known {
  readonly files: FolderFiles;
  readonly settings: string;
}

export function createKnownFolders(ports: KnownFoldersPorts): KnownFolders {
  const { workspace, excludeOf, log } = ports;
  const known = new Map<string, Known>();
  const settingsOf = (folder: string) => JSON.stringify([ports.maxFileSize(), excludeOf(folder)]);

  const look = (folder: string): FolderFiles => {
    const files = ports.accessOf(folder).folder(folder, excludeOf(folder), log);
    known.set(folder, { files, settings: settingsOf(folder) });
    return files;
  };

  return {
    look,
    lookAgainAround: names => {
      const folders = names.filter(name => !isManifestName(name)).flatMap(workspace.foldersOf);
      for (const folder of new Set(folders)) if (known.has(folder)) look(folder);
    },
    outdated: () => workspace.folders.filter(folder => known.get(folder)?.settings !== settingsOf(folder)),
    forget: folder => void known.delete(folder),
    isWanted: async name => {
      if (!isManifestName(name)) return false;
      for (const folder of workspace.foldersOf(name)) {
        if ((await known.get(folder)?.files.excludes(name)) === false) return true;
      }
      return false;
    },
    filesBelow: async names => {
      const found: string[] = [];
      for (const name of outermost(names)) {
        for (const folder of workspace.foldersOf(name)) {
          for await (const file of known.get(folder)?.files.findBelow(name) ?? []) found.push(file);
        }
      }
      return found;
    },
  };
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
