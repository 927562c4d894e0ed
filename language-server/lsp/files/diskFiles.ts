/** Files on the server's own disk. */
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nameOf, uriOf } from '../names.ts';
import type { FileAccess, FolderFiles, ReadOutcome } from './fileAccess.ts';
import { codeOf, diskIgnoreTree, findManifestFiles } from './findManifestFiles.ts';
import { decodeManifestBytes } from './manifestText.ts';

export const diskFiles: FileAccess = { folder: folderFiles, read };

function pathOf(name: string): string {
  return fileURLToPath(uriOf(name));
}

function folderFiles(folder: string, exclude: readonly string[], log: (message: string) => void): FolderFiles {
  const top = pathOf(folder);
  const tree = diskIgnoreTree(top, exclude);
  return {
    find: async function* () {
      for await (const file of findManifestFiles([top], { log, exclude })) yield nameOf(pathToFileURL(file).href);
    },
    excludes: async file => (await tree).ignores(file.slice(folder.length)),
  };
}

async function read(name: string, maxSize: number): Promise<ReadOutcome> {
  try {
    const file = pathOf(name);
    const { size } = await stat(file);
    if (size > maxSize) return { problem: `${file}: passed over, ${size} bytes are more than routelens.maxFileSize` };
    return { text: decodeManifestBytes(file, await readFile(file)) };
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? {} : { problem: `${name}: cannot be read (${code})` };
  }
}
