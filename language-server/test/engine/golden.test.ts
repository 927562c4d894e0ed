/** Rulesets of recorded clusters, byte for byte, in all three modes and both families. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileIptables } from '../../core/backends/iptables/compile.ts';
import { compileIpvs } from '../../core/backends/ipvs/compile.ts';
import { compileNftables } from '../../core/backends/nftables/compile.ts';
import { printIptablesRestore } from '../../core/netfilter/printIptables.ts';
import { printIpvsJson } from '../../core/netfilter/printIpvs.ts';
import { printNftables } from '../../core/netfilter/printNftables.ts';
import type { RoutingPlan } from '../../core/routing/plan.ts';
import { caseNames, families, modes, plan, readCase, readCaseFile } from './support.ts';

function print(routingPlan: RoutingPlan): unknown {
  switch (routingPlan.mode) {
    case 'iptables':
      return printIptablesRestore(compileIptables(routingPlan));
    case 'nftables':
      return printNftables(compileNftables(routingPlan));
    case 'ipvs':
      return JSON.parse(printIpvsJson(compileIpvs(routingPlan)));
  }
}

for (const name of caseNames()) {
  test(`golden: ${name}`, () => {
    const engineCase = readCase(name);
    for (const mode of modes) {
      for (const family of families) {
        const file = `expected/${mode}-${family.toLowerCase()}`;
        const expected =
          mode === 'ipvs' ? JSON.parse(readCaseFile(name, `${file}.json`)) : readCaseFile(name, `${file}.txt`);
        const printed = print(plan(engineCase, mode, family));
        const tidy = (value: unknown) => (typeof value === 'string' ? value.trimEnd() : JSON.stringify(value));
        assert.equal(tidy(printed), tidy(expected), `${mode} ${family}`);
      }
    }
  });
}
