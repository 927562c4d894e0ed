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

export function createFindingsMemory(inherited: Map<string, Remembered> = new Map()): FindingsMemory {
  let known = inherited;
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
      const kept = known;
      known = new Map();
      const restsOnChange = meets(changedFacts);
      for (const [name, { facts }] of kept) if (restsOnChange(facts)) kept.delete(name);
      return createFindingsMemory(kept);
    },
  };
}

const sieveSize = 4096;

/** Whether any of a file's facts is among these. All files' facts are gone through with each edit, so a sieve goes first. */
function meets(changed: ReadonlySet<string>): (facts: Int32Array) => boolean {
  const hashes = Int32Array.from(changed, hash);
  const exact = new Set(hashes);
  const sieve = new Uint8Array(sieveSize);
  for (const value of hashes) sieve[value & (sieveSize - 1)] = 1;
  return facts => {
    for (let i = 0; i < facts.length; i++) {
      const fact = facts[i]!;
      if (sieve[fact & (sieveSize - 1)] && exact.has(fact)) return true;
    }
    return false;
  };
}
