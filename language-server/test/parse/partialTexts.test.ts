/** Texts that do not hold all of a node's rules say so: cut ones, mixed ones, those whose tool says it itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRules } from '../../core/netfilter/parseRules.ts';
import { rulesOf } from './support.ts';

function told(text: string): string[] {
  return parseRules(text).problems.map(({ message, place }) => `${place.line}: ${message}`);
}

const saved = '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 10.0.0.1/32 -j RETURN\nCOMMIT\n';
const listed = 'table ip own {\n\tchain a {\n\t\tip daddr 10.0.0.1 drop\n\t}\n}\n';

test('a text that ends in the middle', () => {
  assert.deepEqual(told(saved), []);
  assert.match(told(saved.slice(0, -8)).join(), /^3: The text ends inside table nat, without COMMIT/);
  assert.deepEqual(told(listed), []);
  assert.match(told(listed.slice(0, -3)).join(), /^4: The text ends inside table own: rules may be missing/);
  for (let end = 1; end < listed.length - 1; end++) {
    const cut = parseRules(listed.slice(0, end));
    assert.ok(cut.problems.length > 0 || cut.rulesets.length === 0 || end < 'table ip own {'.length, `cut at ${end}`);
  }
});

test('what iptables-save says that it does not list', () => {
  const legacy = '# Warning: iptables-legacy tables present, use iptables-legacy-save to see them\n';
  assert.match(told(`${saved}${legacy}`).join(), /^5: There are more rules in the tables of iptables-legacy/);
  const incompatible = "# Table `filter' is incompatible, use 'nft' tool.\n";
  assert.match(told(`${incompatible}${saved}`).join(), /^1: Table filter has rules that iptables-save cannot list/);
});

test('both listings in one text: the same rules are taken once', () => {
  const same =
    'table ip nat {\n\tchain PREROUTING {\n\t\ttype nat hook prerouting priority dstnat; policy accept;\n\t}\n}\n';
  const { rulesets } = parseRules(`${same}${listed}${saved}`);
  assert.deepEqual(
    rulesets.map(ruleset => [ruleset.syntax, rulesOf(ruleset).map(({ origin }) => origin.line)]),
    [
      ['iptables', [13]],
      ['nftables', [8]],
    ],
  );
  assert.deepEqual(told(`${same}${listed}${saved}`), []);
});

test("rules of iptables in nft's words are known for what they are", () => {
  const text =
    'table ip nat {\n\tchain PREROUTING {\n\t\ttype nat hook prerouting priority dstnat; policy accept;\n\t\tcounter drop\n\t}\n}\n';
  assert.match(told(text).join(), /^2: Table nat holds rules of iptables in nft's words/);
});

test('what holds no rules is read as none', () => {
  for (const text of ['', '\0'.repeat(1000), 'hello\nworld\n', '\u001f\u008b\u0008\0', '{{{{', '}}}}\n}']) {
    assert.deepEqual(parseRules(text).rulesets, []);
  }
});
