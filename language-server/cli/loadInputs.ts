/**
 * Turns the paths of a command line into a snapshot: files, folders and "-" for standard input. All inputs are one
 * input, so roots are found below them as in a workspace.
 */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { decodeManifest } from '../core/cluster/decode.ts';
import type { KubeProxyConfiguration } from '../core/cluster/objects.ts';
import {
  emptySnapshot,
  type FileChange,
  type Snapshot,
  type WorkspaceSettings,
  withFiles,
} from '../core/workspace/snapshot.ts';
import { toPlain } from '../core/yaml/manifestNode.ts';
import { parseManifest } from '../core/yaml/parseManifest.ts';
import { findManifestFiles, isManifestText, languageOf } from '../lsp/manifestFiles.ts';
import { createTextParser } from '../lsp/parsing/textParser.ts';
import { createThreads } from '../lsp/parsing/threads.ts';
import type { Console } from './console.ts';
import { withNamedFiles } from './namedFiles.ts';
import { type CommonOptions, UsageError } from './options.ts';
import { readTextFile } from './textFiles.ts';

export interface Inputs {
  /** The inputs, and the files that kustomizations among them name. */
  readonly snapshot: Snapshot;
  /** The inputs alone. */
  readonly named: ReadonlySet<string>;
  /** Files that could not be read. */
  readonly skipped: number;
  /** Files of vendored trees, fixtures and expectations, of which only the names are known. */
  readonly passedOver: readonly string[];
}

export const standardInputName = '<stdin>';

export async function loadInputs(options: CommonOptions, console: Console): Promise<Inputs> {
  if (options.paths.length === 0) throw new UsageError('name at least one file or folder, or - for standard input');
  const named = await Promise.all(options.paths.map(async name => ({ name, isFolder: await isFolder(name) })));
  const changes: FileChange[] = [];
  const passedOver: string[] = [];
  const passOver = (file: string) => passedOver.push(file);
  let skipped = 0;
  const log = (message: string) => {
    skipped++;
    console.err(`${message}\n`);
  };
  for (const { name, isFolder } of named) {
    if (name === '-')
      changes.push({ name: standardInputName, input: { text: await console.readStandardInput(), language: 'yaml' } });
    else if (!isFolder) changes.push(await readNamed(name));
    else
      for await (const file of findManifestFiles([name], { log, passOver }))
        changes.push(...(await readFound(file, log)));
  }
  const settings: WorkspaceSettings = {
    option: options.layer,
    proxyConfiguration: options.configFile ? await readConfiguration(options.configFile) : undefined,
    host: options.hostFile ? await readHost(options.hostFile) : undefined,
  };
  const empty: Snapshot = { ...emptySnapshot, folders: [''], settings: new Map([['', settings]]) };
  const inputs = withFiles(empty, await withDocuments(changes), (name, error) => {
    log(`${name}: left out, because reading it failed (${error instanceof Error ? error.message : error})`);
  });
  for (const { name, manifest } of inputs.files.values()) {
    const limit = manifest.documents[0]?.problems.find(({ code }) => code === 'size-limit');
    if (limit) log(`${name}: passed over, ${limit.message}`);
  }
  const snapshot = await withNamedFiles(inputs);
  // What was named beside the folder that holds it, or by a kustomization, is an input after all.
  const left = passedOver.filter(name => !snapshot.files.has(slashed(name)));
  return { snapshot, named: new Set(inputs.files.keys()), skipped, passedOver: left };
}

/** More are not looked into. */
const maxCounted = 2_000;

/** How many of the files hold manifests. */
export async function countManifests(files: readonly string[]): Promise<number> {
  let count = 0;
  for (const file of files.slice(0, maxCounted)) count += (await readFound(file, () => {})).length;
  return count;
}

/** Large inputs are parsed on all processors. */
async function withDocuments(changes: readonly FileChange[]): Promise<readonly FileChange[]> {
  const parser = createTextParser(createThreads());
  try {
    const parsed = (await parser.parse(changes.flatMap(({ input }) => input ?? []))).values();
    return changes.map(({ name, input }) => ({ name, input: input && { ...input, parsed: parsed.next().value } }));
  } finally {
    parser.close();
  }
}

async function isFolder(name: string): Promise<boolean> {
  if (name === '-') return false;
  try {
    const isFolder = (await stat(name)).isDirectory();
    if (isFolder) await access(name, constants.R_OK | constants.X_OK);
    return isFolder;
  } catch (error) {
    throw unreadable(name, error);
  }
}

function unreadable(name: string, error: unknown): UsageError {
  const { code } = error as NodeJS.ErrnoException;
  return new UsageError(`${name}: ${code === 'ENOENT' ? 'no such file or folder' : `cannot be read (${code})`}`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readTextFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function slashed(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}

async function readNamed(file: string): Promise<FileChange> {
  return { name: slashed(file), input: { text: await readText(file), language: languageOf(file) } };
}

async function readFound(file: string, log: (message: string) => void): Promise<FileChange[]> {
  try {
    const text = await readTextFile(file);
    return isManifestText(file, text) ? [{ name: slashed(file), input: { text, language: languageOf(file) } }] : [];
  } catch (error) {
    log(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
    return [];
  }
}

async function readConfiguration(file: string): Promise<Readonly<Record<string, unknown>>> {
  const objects = decodeManifest(parseManifest(await readText(file)), file);
  const found = objects.find((o): o is KubeProxyConfiguration => o.kind === 'KubeProxyConfiguration');
  if (!found) throw new UsageError(`${file}: holds no KubeProxyConfiguration and no ConfigMap kube-proxy with one`);
  return found.data;
}

async function readHost(file: string): Promise<unknown> {
  return toPlain(parseManifest(await readText(file)).documents[0]?.root);
}
