/**
 * Findings of files as they were last worked out, with the facts of the cluster that they rest on. An edit drops those
 * that rest on what it changed, and the others are taken over. Facts are kept as hashes: two that share one only cost a
 * file that is judged again.
 */
import { hash } from '../base/hash.ts';
import type { Finding } from '../validation/finding.ts';
import type { WorkspaceFile } from './snapshot.ts';

interface Remembered {
  readonly file: WorkspaceFile;
  readonly findings: readonly Finding[];
  readonly facts: Int32Array;
}

export interface FindingsMemory {
  /** `judge` tells of each fact that it asks for. */
  readonly of: (file: WorkspaceFile, judge: (note: (fact: string) => void) => readonly Finding[]) => readonly Finding[];
  /** What holds after these facts changed; it leaves this memory. */
  readonly handOver: (changedFacts: ReadonlySet<string>) => FindingsMemory;
}

export function createFindingsMemory(inherited: ReadonlyMap<string, Remembered> = new Map()): FindingsMemory {
  const known = new Map(inherited);
  return {
    of: (file, judge) => {
      const before = known.get(file.name);
      if (before?.file === file) return before.findings;
      const facts = new Set<string>();
      const findings = judge(fact => facts.add(fact));
      known.set(file.name, { file, findings, facts: Int32Array.from(facts, hash) });
      return findings;
    },
    handOver: changedFacts => {
      const changed = new Set(Int32Array.from(changedFacts, hash));
      const kept = [...known].filter(([, { facts }]) => !facts.some(fact => changed.has(fact)));
      known.clear();
      return createFindingsMemory(new Map(kept));
    },
  };
}
