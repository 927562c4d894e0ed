/** Snapshots and analyses from texts, for tests of what lies above them. */
import { analyse } from '../../core/workspace/analyse.ts';
import type { Analysis } from '../../core/workspace/analysis.ts';
import { emptySnapshot, type Snapshot, withFiles } from '../../core/workspace/snapshot.ts';

export function snapshotOf(files: Readonly<Record<string, string>>, folders: readonly string[] = ['']): Snapshot {
  const changes = Object.entries(files).map(([name, text]) => ({
    name,
    input: { text, language: name.endsWith('.json') ? ('json' as const) : ('yaml' as const) },
  }));
  return withFiles({ ...emptySnapshot, folders }, changes);
}

export function analysisOf(files: Readonly<Record<string, string>>): Analysis {
  return analyse(snapshotOf(files));
}
