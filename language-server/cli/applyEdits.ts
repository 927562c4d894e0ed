/** `check --fix`: applies the safe fixes, again and again while they uncover others, and writes the files. */
import type { FileEdit } from '../core/validation/finding.ts';
import { analyse } from '../core/workspace/analyse.ts';
import { type Snapshot, withFiles } from '../core/workspace/snapshot.ts';
import type { Console } from './console.ts';
import { type Inputs, standardInputName } from './loadInputs.ts';
import { UsageError } from './options.ts';
import { rewriteTextFile } from './textFiles.ts';

const maxRounds = 10;

/** `named` are the files that may be changed: what a kustomization reads elsewhere stays. */
export async function applyEdits(
  { snapshot, named }: Pick<Inputs, 'snapshot' | 'named'>,
  console: Console,
): Promise<Snapshot> {
  let current = snapshot;
  for (let round = 0; round < maxRounds; round++) {
    const next = applyRound(current, named);
    if (!next) break;
    current = next;
  }
  for (const [name, file] of current.files) {
    if (file === snapshot.files.get(name)) continue;
    if (name === standardInputName) console.err('standard input is not changed by --fix\n');
    else await rewrite(name, file.manifest.text);
  }
  return current;
}

async function rewrite(name: string, text: string): Promise<void> {
  try {
    await rewriteTextFile(name, text);
  } catch (error) {
    throw new UsageError(`${name}: cannot be written (${(error as NodeJS.ErrnoException).code}), so it is not fixed`);
  }
}

function applyRound(snapshot: Snapshot, named: ReadonlySet<string>): Snapshot | undefined {
  const analysis = analyse(snapshot);
  const edits = new Map<string, FileEdit[]>();
  for (const name of snapshot.files.keys()) {
    for (const finding of analysis.findingsOf(name)) {
      const fix = analysis.fixesOf(finding).find(candidate => candidate.safe);
      if (!fix?.edits.every(edit => named.has(edit.file))) continue;
      for (const edit of fix.edits) edits.set(edit.file, [...(edits.get(edit.file) ?? []), edit]);
    }
  }
  if (edits.size === 0) return undefined;
  const changes = [...edits].map(([name, list]) => {
    const { text, language } = snapshot.files.get(name)!.manifest;
    return { name, input: { text: editText(text, list), language } };
  });
  return withFiles(snapshot, changes);
}

/** Applies edits from the last to the first; one that overlaps an applied one waits for the next round. */
export function editText(text: string, edits: readonly FileEdit[]): string {
  let result = text;
  let limit = Number.POSITIVE_INFINITY;
  for (const edit of [...edits].sort((a, b) => b.range.start - a.range.start || b.range.end - a.range.end)) {
    if (edit.range.end > limit) continue;
    result = result.slice(0, edit.range.start) + edit.newText + result.slice(edit.range.end);
    limit = edit.range.start;
  }
  return result;
}
