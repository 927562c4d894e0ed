/**
 * Which paths below one folder are excluded: `.gitignore` files at every level, what is passed over by its name
 * (`vendor`, `node_modules`, files of expectations), and the patterns of the editor's `files.exclude`. In: paths relative
 * to the folder, with slashes, and a way to read `.gitignore` files. Out: yes or no, each folder being decided once.
 */
import ignore, { type Ignore } from 'ignore';
import { passedOver, passedOverFolder } from '../../core/workspace/passedOver.ts';

export interface IgnoreTree {
  readonly ignores: (path: string, kind?: 'file' | 'folder') => Promise<boolean>;
}

export interface IgnoreTreeOptions {
  /** Text of the `.gitignore` of a folder ("" or ending in a slash), where there is one. */
  readonly readGitignore: (folder: string) => Promise<string | undefined>;
  /** Patterns in .gitignore's form that no `.gitignore` takes back. */
  readonly exclude?: readonly string[];
  /** `.gitignore` files of folders above, outermost first; `below` is our folder's path under that folder. */
  readonly outer?: readonly OuterIgnore[];
}

export interface OuterIgnore {
  readonly text: string;
  readonly below: string;
}

export function createIgnoreTree(options: IgnoreTreeOptions): IgnoreTree {
  const fixed = ignore().add([...(options.exclude ?? [])]);
  const layers = (options.outer ?? []).map(({ text, below }) => ({ rules: ignore().add(text), below }));
  const folders = new Map<string, Promise<boolean>>();
  const gitignores = new Map<string, Promise<Ignore | undefined>>();

  const rulesOf = (folder: string) =>
    remember(gitignores, folder, async () => {
      const text = await options.readGitignore(folder);
      return text === undefined ? undefined : ignore().add(text);
    });

  /** The innermost `.gitignore` that speaks of the path decides, as in git. */
  const ownVerdict = async (path: string) => {
    const isPassedOver = path.endsWith('/') ? passedOverFolder(path) : passedOver(path);
    if (isPassedOver || fixed.ignores(path)) return true;
    for (const folder of foldersAbove(path)) {
      const verdict = (await rulesOf(folder))?.test(path.slice(folder.length));
      if (verdict?.ignored) return true;
      if (verdict?.unignored) return false;
    }
    const outer = layers.map(({ rules, below }) => rules.test(below + path));
    return outer.findLast(verdict => verdict.ignored || verdict.unignored)?.ignored ?? false;
  };

  const ignoresFolder = (folder: string): Promise<boolean> =>
    remember(
      folders,
      folder,
      async () => folder !== '' && ((await ignoresFolder(parentOf(folder))) || ownVerdict(folder)),
    );

  return {
    ignores: async (path, kind = 'file') =>
      kind === 'folder' ? ignoresFolder(`${path}/`) : (await ignoresFolder(parentOf(path))) || ownVerdict(path),
  };
}

function remember<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = memory.get(key);
  if (known) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

/** "a/b/" for "a/b/c" and for "a/b/c/"; "" at the top. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
}

/** Innermost first: "a/b/", "a/", "". */
function foldersAbove(path: string): string[] {
  const folders = [parentOf(path)];
  while (folders.at(-1) !== '') folders.push(parentOf(folders.at(-1)!));
  return folders;
}
