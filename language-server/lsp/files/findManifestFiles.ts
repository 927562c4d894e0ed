/**
 * Walks folders for manifest files, for the command line and for the language server where it reads the disk itself.
 * In: folders. Out: paths in a stable order, each file once, whatever links lead to it. Never throws: what cannot be
 * read is one line of log.
 */
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isWorthCounting, passedOver, passedOverFolder } from '../../core/workspace/passedOver.ts';
import { createIgnoreTree, type IgnoreTree, type OuterIgnore, parentOf } from './ignoreTree.ts';
import { isManifestName } from './manifestText.ts';

export interface WalkOptions {
  /** Hears of what could not be read, a line each. */
  readonly log: (message: string) => void;
  /** Patterns in .gitignore's form. */
  readonly exclude?: readonly string[];
  /** Hears of the files that are passed over by their names, as far as they are worth counting. */
  readonly passOver?: (file: string) => void;
  /** Path of a folder below each of the folders, to walk that alone; one that is none has no files. */
  readonly below?: string;
}

export async function* findManifestFiles(folders: readonly string[], options: WalkOptions): AsyncGenerator<string> {
  const seen = new Set<string>();
  for (const folder of folders) {
    const real = await realpath(folder).catch(() => path.resolve(folder));
    const ignored = await diskIgnoreTree(folder, options.exclude);
    const context = { ...options, ignored, top: real, seen };
    if (options.below) yield* walkBelow(folder, options.below, context);
    else yield* walk({ folder, real, below: '' }, context);
  }
}

/** The exclusions of one folder on disk, with the `.gitignore` files above it as far as its repository reaches. */
export async function diskIgnoreTree(folder: string, exclude: readonly string[] = []): Promise<IgnoreTree> {
  const readGitignore = (below: string) => gitignoreOf(path.join(folder, below));
  return createIgnoreTree({ readGitignore, exclude, outer: await outerIgnores(path.resolve(folder)) });
}

function gitignoreOf(folder: string): Promise<string | undefined> {
  return readFile(path.join(folder, '.gitignore'), 'utf8').catch(() => undefined);
}

/** Nothing where the folder itself is excluded from the repository: who names it means what is in it. */
async function outerIgnores(folder: string): Promise<OuterIgnore[]> {
  const layers: OuterIgnore[] = [];
  for (let above = folder; !(await exists(path.join(above, '.git'))); ) {
    const parent = path.dirname(above);
    if (parent === above) return [];
    above = parent;
    const below = `${path.relative(above, folder).replaceAll(path.sep, '/')}/`;
    layers.unshift({ text: (await gitignoreOf(above)) ?? '', below });
  }
  const ofFolder = createIgnoreTree({
    readGitignore: async () => undefined,
    outer: layers.map(({ text, below }) => ({ text, below: parentOf(below) })),
  });
  return layers.length && (await ofFolder.ignores(path.basename(folder), 'folder')) ? [] : layers;
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

interface Folder {
  /** As the caller will see it. */
  readonly folder: string;
  /** Free of links. */
  readonly real: string;
  /** Path from the top, "" or ending in a slash. */
  readonly below: string;
}

interface Walk extends WalkOptions {
  readonly ignored: IgnoreTree;
  readonly top: string;
  /** Real paths of folders walked and of files that links led to. */
  readonly seen: Set<string>;
}

async function* walk(at: Folder, context: Walk): AsyncGenerator<string> {
  if (context.seen.has(at.real)) return;
  context.seen.add(at.real);
  for (const entry of await entriesOf(at.folder, context)) {
    const file = path.join(at.folder, entry.name);
    const below = at.below + entry.name;
    const next = { file, below, real: path.join(at.real, entry.name) };
    if (entry.isSymbolicLink()) yield* followLink(next, context);
    else if (entry.isFile()) yield* oneFile(next, context);
    else if (entry.isDirectory()) yield* oneFolder(next, context);
  }
}

/** What leads there through a link is found as well, unless it lies where it is found anyway. */
async function* walkBelow(top: string, below: string, context: Walk): AsyncGenerator<string> {
  const folder = path.join(top, below);
  const stats = await lstat(folder).catch(() => undefined);
  const found = { file: folder, below, real: await realpath(folder).catch(() => folder) };
  if (stats?.isSymbolicLink()) yield* followLink(found, context);
  else if (stats?.isDirectory()) yield* oneFolder(found, context);
}

interface Found {
  readonly file: string;
  readonly real: string;
  readonly below: string;
}

async function* oneFile({ file, below, real }: Found, context: Walk): AsyncGenerator<string> {
  if (!isManifestName(file) || context.seen.has(real)) return;
  if (!(await context.ignored.ignores(below))) yield file;
  else if (passedOver(below)) context.passOver?.(file);
}

async function* oneFolder({ file, below, real }: Found, context: Walk): AsyncGenerator<string> {
  if (!(await context.ignored.ignores(below, 'folder')))
    yield* walk({ folder: file, real, below: `${below}/` }, context);
  else if (context.passOver && passedOverFolder(below) && isWorthCounting(below)) await passOverBelow(file, context);
}

async function passOverBelow(folder: string, context: Walk): Promise<void> {
  for (const entry of await entriesOf(folder, context)) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && isWorthCounting(entry.name)) await passOverBelow(file, context);
    else if (entry.isFile() && isManifestName(file)) context.passOver?.(file);
  }
}

/** What lies below the top is found by itself, and a link to a folder above would lead back here. */
async function* followLink(link: Found, context: Walk): AsyncGenerator<string> {
  const target = await resolveLink(link.file, context);
  if (!target || isWithin(target.real, context.top)) return;
  const found = { ...link, real: target.real };
  if (target.isFolder && !isWithin(context.top, target.real)) yield* oneFolder(found, context);
  if (target.isFile && !context.seen.has(target.real)) {
    yield* oneFile(found, context);
    context.seen.add(target.real);
  }
}

function isWithin(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

async function resolveLink(file: string, { log }: WalkOptions) {
  try {
    const [real, stats] = await Promise.all([realpath(file), stat(file)]);
    return { real, isFile: stats.isFile(), isFolder: stats.isDirectory() };
  } catch (error) {
    if (isManifestName(file)) log(`${file}: cannot be read (${codeOf(error)})`);
    return undefined;
  }
}

async function entriesOf(folder: string, { log }: WalkOptions) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    log(`${folder}: cannot be read (${codeOf(error)})`);
    return [];
  }
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
