/** Files that only the client can reach: browsers, virtual workspaces. It applies its own exclusions when it searches. */
import type { Connection } from 'vscode-languageserver';
import { nameOf, uriOf } from '../names.ts';
import {
  type FindFilesAnswer,
  type FindFilesParams,
  findFilesMethod,
  type ReadFileAnswer,
  type ReadFileParams,
  readFileMethod,
} from '../protocol.ts';
import type { FileAccess, FolderFiles, ReadOutcome } from './fileAccess.ts';
import { createIgnoreTree } from './ignoreTree.ts';
import { isManifestName, isManifestText } from './manifestText.ts';

/** More manifests than any workspace that people edit. */
const searchLimit = 50_000;

export function createClientFiles(connection: Connection): FileAccess {
  const ask = (uri: string) =>
    connection.sendRequest<ReadFileAnswer>(readFileMethod, { uri } satisfies ReadFileParams).catch(toError);

  const read = async (name: string, maxSize: number): Promise<ReadOutcome> => {
    const answer = await ask(uriOf(name));
    if ('error' in answer) return { problem: `${name}: cannot be read (${answer.error})` };
    if (answer.text.length > maxSize) return { problem: `${name}: passed over, larger than routelens.maxFileSize` };
    return { text: isManifestText(name, answer.text) ? answer.text : undefined };
  };

  const folderFiles = (folder: string, exclude: readonly string[], log: (message: string) => void): FolderFiles => {
    const readGitignore = async (below: string) => {
      const answer = await ask(uriOf(`${folder}${below}.gitignore`));
      return 'text' in answer ? answer.text : undefined;
    };
    const tree = createIgnoreTree({ readGitignore, exclude });
    const excludes = (file: string) => tree.ignores(file.slice(folder.length));
    async function* search(top: string) {
      for (const file of await findFiles(connection, top, log)) {
        if (file.startsWith(top) && isManifestName(file) && !(await excludes(file))) yield file;
      }
    }
    return { excludes, find: () => search(folder), findBelow: name => search(`${name}/`) };
  };

  return { folder: folderFiles, read };
}

async function findFiles(
  connection: Connection,
  folder: string,
  log: (message: string) => void,
): Promise<readonly string[]> {
  const params: FindFilesParams = { folder: uriOf(folder), limit: searchLimit };
  try {
    const { uris } = await connection.sendRequest<FindFilesAnswer>(findFilesMethod, params);
    if (uris.length >= searchLimit) log(`${folder}: only the first ${searchLimit} files are read`);
    return uris.map(nameOf).sort();
  } catch (error) {
    log(`${folder}: cannot be searched (${toError(error).error})`);
    return [];
  }
}

function toError(error: unknown): { readonly error: string } {
  return { error: error instanceof Error ? error.message : String(error) };
}
