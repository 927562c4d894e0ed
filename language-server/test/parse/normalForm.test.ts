/** Generated rules and the listing of the same rules are equal in the normal form; anything else is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalForm, sameRules } from '../../core/netfilter/normalForm.ts';
import { parseIptables } from '../../core/netfilter/parseIptables.ts';
import { parseRules } from '../../core/netfilter/parseRules.ts';
import { printIptablesRestore } from '../../core/netfilter/printIptables.ts';
import { generated, listings, normalText } from './support.ts';

for (const [folder, syntax] of [
  ['iptables-save', 'iptables'],
  ['nft-list', 'nftables'],
] as const) {
  for (const { title, caseName, family, text } of listings(folder)) {
    test(`the listing equals what was generated: ${title}`, () => {
      const { rulesets, problems } = parseRules(text);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        rulesets.map(ruleset => [ruleset.syntax, ruleset.family]),
        [[syntax, family]],
      );
      assert.equal(normalText(rulesets[0]!), normalText(generated(caseName, syntax, family)));
    });
  }
}

test('a listing with anything changed is another ruleset', () => {
  const changes: [string, string, string][] = [
    ['iptables-save', ' --dport 30255', ' --dport 30256'],
    ['iptables-save', '-s 10.244.1.20/32 -m', '-s 10.244.1.21/32 -m'],
    ['iptables-save', '--probability 0.50000000000', '--probability 0.33333333349'],
    ['iptables-save', ':FORWARD ACCEPT', ':FORWARD DROP'],
    ['iptables-save', '-A OUTPUT -j KUBE-FIREWALL\n', ''],
    ['iptables-save', '0x4000/0x0', '0x4000/0x4000'],
    ['iptables-save', ' ! --mark', ' --mark'],
    ['nft-list', 'timeout 3h', 'timeout 2h'],
    ['nft-list', '10.96.0.1, ', ''],
    ['nft-list', 'tcp . 30252 : goto', 'tcp . 30253 : goto'],
    ['nft-list', 'priority dstnat - 10', 'priority dstnat'],
    ['nft-list', 'ip saddr != 10.244.0.0/16', 'ip saddr 10.244.0.0/16'],
    ['nft-list', '\t\treject\n', '\t\tdrop\n'],
  ];
  for (const [folder, from, to] of changes) {
    const listing = listings(folder as 'nft-list').find(({ caseName }) => caseName === 'small-cluster')!;
    assert.ok(listing.text.includes(from), from);
    const [before, after] = [listing.text, listing.text.replace(from, to)].map(text => parseRules(text).rulesets[0]!);
    assert.ok(!sameRules(before!, after!), `${from} → ${to}`);
  }
});

test('lines of the normal form know where they come from', () => {
  const { ruleset } = parseIptables('*nat\n:A - [0:0]\n-A A -s 10.0.0.1/32 -j RETURN\nCOMMIT\n');
  assert.deepEqual(
    normalForm(ruleset).map(({ text, origin }) => [origin?.line, text]),
    [
      [2, 'nat A'],
      [3, 'nat A -s 10.0.0.1 -j RETURN'],
    ],
  );
});

test('what is written in another way is the same', () => {
  const rule = (text: string) => parseIptables(`*filter\n:A - [0:0]\n-A A ${text} -j DROP\nCOMMIT\n`).ruleset;
  const pairs: [string, string][] = [
    ['-m tcp -p tcp --dport 80 -d 10.0.0.1', '-d 10.0.0.1/32 -p tcp -m tcp --dport 80'],
    ['-m mark --mark 0x00004000/0x00004000', '-m mark --mark 0x4000/0x4000'],
    ['-m conntrack --ctstate ESTABLISHED,RELATED', '-m conntrack --ctstate RELATED,ESTABLISHED'],
    ['-s 0.0.0.0/0 -i eth0', '-i eth0'],
    ['--source 10.0.0.0/8 --protocol tcp --destination-port 80', '-p tcp -s 10.0.0.0/8 --dport 80'],
  ];
  for (const [a, b] of pairs) {
    assert.ok(sameRules(rule(a), rule(b)), `${a} | ${b}`);
    assert.ok(sameRules(rule(a), parseIptables(printIptablesRestore(rule(a))).ruleset), a);
  }
});
