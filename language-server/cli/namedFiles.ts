/**
 * Reads what the kustomizations among the inputs name beyond the inputs, so that `overlays/prod` alone is what
 * `kustomize build overlays/prod` gives. In: a snapshot of the inputs. Out: the same with these files; each file once,
 * whatever links lead to it. Nothing but local files is read, and of those only what is named.
 */
import { realpath, stat } from 'node:fs/promises';
import { namedFiles } from '../core/workspace/kustomize/namedFiles.ts';
import { type FileChange, type Snapshot, withFiles } from '../core/workspace/snapshot.ts';
import { languageOf } from '../lsp/manifestFiles.ts';
import { readTextFile } from './textFiles.ts';

/** More than any kustomization names; what is beyond counts as missing. */
const maxFiles = 5_000;
const maxSize = 10_000_000;

export async function withNamedFiles(inputs: Snapshot): Promise<Snapshot> {
  const seen = new Set<string>();
  for (const name of inputs.files.keys()) seen.add(await identityOf(name));
  const tried = new Set(inputs.files.keys());
  let snapshot = inputs;
  let fresh = [...inputs.files.values()];
  while (fresh.length && tried.size < inputs.files.size + maxFiles) {
    const names = new Set(fresh.flatMap(namedFiles).filter(name => !tried.has(name)));
    const changes: FileChange[] = [];
    for (const name of names) {
      tried.add(name);
      const text = await readOnce(name, seen);
      if (text !== undefined) changes.push({ name, input: { text, language: languageOf(name) } });
    }
    const next = withFiles(snapshot, changes);
    fresh = changes.map(({ name }) => next.files.get(name)!);
    snapshot = next;
  }
  return snapshot;
}

async function identityOf(name: string): Promise<string> {
  return realpath(name).catch(() => name);
}

/** Undefined for what is no readable file, or was read under another name. */
async function readOnce(name: string, seen: Set<string>): Promise<string | undefined> {
  try {
    const real = await realpath(name);
    const found = await stat(real);
    if (seen.has(real) || !found.isFile() || found.size > maxSize) return undefined;
    seen.add(real);
    return await readTextFile(real);
  } catch {
    return undefined;
  }
}
