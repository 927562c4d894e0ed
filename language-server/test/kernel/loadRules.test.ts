/**
 * A real kernel takes the generated rules, and what it lists afterwards is the same ruleset. Runs in network namespaces
 * that the tests make; where that is not possible they are skipped, saying why, and fail where CI is set.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ruleset } from '../../core/netfilter/ir.ts';
import { parseRules } from '../../core/netfilter/parseRules.ts';
import { printIptablesRestore } from '../../core/netfilter/printIptables.ts';
import { printNftables } from '../../core/netfilter/printNftables.ts';
import { caseNames, families } from '../engine/support.ts';
import { generated, normalText } from '../parse/support.ts';
import { hasMatch, inNamespace, obstacle } from './networkNamespace.ts';
import { restoreText } from './rulesText.ts';

const hindrance = obstacle();

const hasSctp = hindrance === undefined && hasMatch('-p sctp -m sctp --dport 1');

/** What rules ask for that this kernel does not have. */
function lacking(ruleset: Ruleset<unknown>): string | undefined {
  if (ruleset.syntax === 'nftables') return undefined;
  const text = printIptablesRestore(ruleset);
  if (text.includes('--nfacct-name')) return 'accounting objects, which have to be made first';
  return text.includes('-p sctp') && !hasSctp ? 'SCTP, which the kernel does not have' : undefined;
}

function loadIptables(ruleset: Ruleset<unknown>): string {
  const tool = ruleset.family === 'IPv4' ? 'iptables' : 'ip6tables';
  return inNamespace(`${tool}-restore --noflush --counters; ${tool}-save`, restoreText(ruleset));
}

function loadNftables(ruleset: Ruleset<unknown>): string {
  return inNamespace('nft -f /dev/stdin; nft -s list ruleset', printNftables(ruleset));
}

function check(ruleset: Ruleset<unknown>): void {
  const { syntax, family } = ruleset;
  const listed = syntax === 'iptables' ? loadIptables(ruleset) : loadNftables(ruleset);
  const { rulesets, problems } = parseRules(listed, { family });
  assert.deepEqual(problems, []);
  assert.equal(normalText(rulesets[0]!), normalText(ruleset));
}

if (hindrance !== undefined) {
  const skip = process.env.CI ? false : `rules are not loaded into a kernel: ${hindrance}`;
  test('rules are loaded into a kernel', { skip }, () => assert.fail(hindrance));
} else {
  for (const name of caseNames()) {
    for (const syntax of ['iptables', 'nftables'] as const) {
      test(`the kernel lists what it was given: ${name}, ${syntax}`, t => {
        const rulesets = families.map(family => generated(name, syntax, family));
        const missing = rulesets.map(lacking).find(reason => reason !== undefined);
        if (missing) t.skip(`needs ${missing}`);
        else rulesets.forEach(check);
      });
    }
  }
}
