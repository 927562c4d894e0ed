/** The jumps out of the kernel's own chains, against the recorded ones. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileIptables } from '../../core/backends/iptables/compile.ts';
import { compileIpvs } from '../../core/backends/ipvs/compile.ts';
import type { Ruleset } from '../../core/netfilter/ir.ts';
import { printIptablesRule } from '../../core/netfilter/printIptables.ts';
import { families, goldenFolder, plan, readCase } from './support.ts';

interface Inserted {
  readonly table: string;
  readonly chain: string;
  readonly rule: string;
}

const recorded = JSON.parse(readFileSync(join(goldenFolder, 'jump-rules.json'), 'utf8')) as Record<string, Inserted[]>;

/** Rules inserted at the head of their chains one after the other, as they stand in the end. */
function standing(inserted: readonly Inserted[]): Map<string, string[]> {
  const chains = new Map<string, string[]>();
  for (const { table, chain, rule } of inserted) {
    const key = `${table} ${chain}`;
    chains.set(key, [rule, ...(chains.get(key) ?? [])]);
  }
  return chains;
}

function built<Origin>(ruleset: Ruleset<Origin>): Map<string, string[]> {
  const chains = new Map<string, string[]>();
  for (const unit of ruleset.units) {
    if (!unit.builtIn) continue;
    for (const { table, rules } of unit.sections) {
      for (const rule of rules) {
        const key = `${table} ${rule.chain}`;
        chains.set(key, [...(chains.get(key) ?? []), printIptablesRule(rule)]);
      }
    }
  }
  return chains;
}

function sorted(chains: Map<string, string[]>) {
  return [...chains].sort(([a], [b]) => (a < b ? -1 : 1));
}

for (const family of families) {
  test(`jumps out of built-in chains, ${family}`, () => {
    const engineCase = readCase('tutorial-demoapp-external');
    const iptables = compileIptables(plan(engineCase, 'iptables', family));
    const ipvs = compileIpvs(plan(engineCase, 'ipvs', family)).rules;
    assert.deepEqual(sorted(built(iptables)), sorted(standing(recorded.iptables ?? [])));
    assert.deepEqual(sorted(built(ipvs)), sorted(standing(recorded.ipvs ?? [])));
  });
}
