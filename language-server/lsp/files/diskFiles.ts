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
  async function* search(below: string) {
    const found = findManifestFiles([top], { log, exclude, below });
    for await (const file of found) yield nameOf(pathToFileURL(file).href);
  }
  return {
    find: () => search(''),
    findBelow: name => search(name.slice(folder.length)),
    excludes: async file => (await tree).ignores(file.slice(folder.length)),
  };
}

async function statOf(file: string) {
  const stats = await stat(file);
  return { size: stats.size, isFile: stats.isFile() };
}

async function read(name: string, maxSize: number): Promise<ReadOutcome> {
  try {
    const file = pathOf(name);
    const { size, isFile } = await statOf(file);
    if (!isFile) return {};
    if (size > maxSize) return { problem: `${file}: passed over, ${size} bytes are more than routelens.maxFileSize` };
    return { text: decodeManifestBytes(file, await readFile(file)) };
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? {} : { problem: `${name}: cannot be read (${code})` };
  }
}
