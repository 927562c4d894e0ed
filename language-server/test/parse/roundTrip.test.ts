/** What the printers write, the parsers read back: printing it again gives the same text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIptables } from '../../core/netfilter/parseIptables.ts';
import { parseNftables } from '../../core/netfilter/parseNftables.ts';
import { printIptablesRestore } from '../../core/netfilter/printIptables.ts';
import { printNftables } from '../../core/netfilter/printNftables.ts';
import { caseNames, families, readCaseFile } from '../engine/support.ts';
import { unknownTexts } from './support.ts';

for (const name of caseNames()) {
  for (const family of families) {
    const read = (file: string) => readCaseFile(name, `expected/${file.replace('*', family.toLowerCase())}`);

    test(`print, parse, print: ${name}, ${family}`, () => {
      const { iptablesRestore } = JSON.parse(read('ipvs-*.json')) as { iptablesRestore: string[] };
      for (const text of [read('iptables-*.txt').trimEnd(), iptablesRestore.join('\n')]) {
        const { ruleset, problems } = parseIptables(text, { family });
        assert.deepEqual([problems, unknownTexts(ruleset)], [[], []]);
        assert.equal(printIptablesRestore(ruleset).trimEnd(), text);
      }
      const text = read('nftables-*.txt').trimEnd();
      const { rulesets, problems } = parseNftables(text);
      assert.deepEqual([problems, rulesets.flatMap(unknownTexts)], [[], []]);
      assert.equal(rulesets.map(printNftables).join('').trimEnd(), text);
    });
  }
}
