/** nftables texts of other programs: what is understood of them, what is unknown, and where it stands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { indexRuleset } from '../../core/netfilter/indexRuleset.ts';
import { parseNftables } from '../../core/netfilter/parseNftables.ts';
import { printNftables, printNftablesRule } from '../../core/netfilter/printNftables.ts';
import { rulesOf, unknownTexts } from './support.ts';

const firewall = `#!/usr/sbin/nft -f
flush ruleset

table inet firewall {
	set blocked {
		type ipv4_addr
		flags interval
		elements = { 10.1.0.0/16, 10.3.0.0-10.3.0.9 }
	}

	chain input {
		type filter hook input priority filter; policy drop;
		iif "lo" accept
		ct state established,related counter packets 12 bytes 720 accept
		ip saddr @blocked drop
		meta nfproto ipv6 ip6 saddr fe80::/10 accept
		tcp dport { 22, 80-90 } log prefix "in: " accept comment "services"
		udp dport != 53 return
		limit rate 3/minute accept
		meta l4proto icmp accept; reject with icmp type admin-prohibited
	}

	chain early {
		type filter hook ingress device "eth0" priority 0; policy accept;
	}
}
table ip nat {
	chain output {
		type nat hook output priority dstnat + 5; policy accept;
		fib daddr type != local iifname != "br-*" ip daddr { 10.0.0.1, 10.0.0.4-10.0.0.7 } dnat to 10.9.9.9:80
	}
}
table arp other {
	chain a {
		drop
	}
}
`;

const { rulesets, problems } = parseNftables(firewall);

function rule(text: string) {
  return parseNftables(`add rule ip t c ${text}`).rulesets[0];
}

const [v4, v6] = rulesets;

test('tables of both families, and those of one', () => {
  assert.deepEqual(
    rulesets.map(({ family, tables }) => [family, tables.map(({ name }) => name)]),
    [
      ['IPv4', ['inet firewall', 'nat']],
      ['IPv6', ['inet firewall']],
    ],
  );
  const texts = (ruleset = v4!) => rulesOf(ruleset).map(rule => printNftablesRule(rule, ruleset.family));
  assert.deepEqual(texts(), [
    'iifname lo accept',
    'ct state established,related accept',
    'ip saddr @blocked drop',
    'tcp dport { 22,80-90 } log prefix "in: " accept comment "services"',
    'udp dport != { 53 } return',
    'limit rate 3/minute accept',
    'meta l4proto icmp accept',
    'reject with icmp admin-prohibited',
    'fib daddr type != local iifname != br-* ip daddr { 10.0.0.1 , 10.0.0.4/30 } dnat to 10.9.9.9:80',
  ]);
  assert.equal(texts(v6!)[2], 'ip6 saddr fe80::/10 accept');
  assert.ok(!texts(v6!).includes('ip saddr @blocked drop'));
});

test('what is not understood is unknown', () => {
  assert.deepEqual(unknownTexts(v4), ['limit rate 3/minute']);
  assert.deepEqual(
    problems.map(({ place, message }) => `${place.line}: ${message}`),
    [],
  );
  assert.equal(indexRuleset(v4!).foreignSet('inet firewall', 'blocked')?.entries.length, 2);
  for (const text of [
    'ip daddr & 255.0.0.255 == 10.0.0.1 accept',
    'dnat to 10.0.0.1-10.0.0.9',
    'dnat to 10.0.0.1:80-90',
    'snat to 10.0.0.1-10.0.0.9',
    'update @seen { ip saddr limit rate 10/second } drop',
    'queue num 0-3 bypass',
    'tproxy to :50080',
    'numgen random mod 3 vmap { 0 : goto a, 1-3 : goto b }',
    'xt target "CT"',
    'xt match "statistic" counter packets 0 bytes 0 accept',
    'counter packets 0 bytes 0 # xt_TPROXY',
  ]) {
    assert.equal(unknownTexts(rule(text)).length, 1, text);
    assert.equal(printNftablesRule(rulesOf(rule(text))[0]!, 'IPv4'), text.replaceAll('counter packets 0 bytes 0 ', ''));
  }
});

const understood: readonly string[] = [
  'numgen random mod 3 vmap { 0 : goto a, 1 : goto b }',
  'iifname eth0 reject with tcp reset',
  'add @pairs { ip saddr . tcp dport }',
  'ct state != new | untracked drop',
  'ip saddr 10.0.0.1 meta mark set meta mark & 0xffff12ff | 0x00001200',
  'meta mark set ct mark',
  'ct mark set ct mark | 0x1',
  'ct mark & 0x1 == 0x1 accept',
  'meta mark & 0xff != { 0x10, 0x20 } accept',
  'ct state vmap { invalid : drop, established : accept, related : accept }',
  'ct state new iifname vmap { "lo" : accept, "cali*" : jump x }',
  'iifname { "cali*", "eth0" } accept',
  'iifname @bridges drop',
  'ip saddr vmap { 1.0.0.1-1.0.0.7 : drop, 10.0.0.0/8 : jump x, * : accept }',
  'ip saddr . meta l4proto { 10.0.0.0/8 . tcp, 10.0.0.1 . 17 } accept',
  'ip protocol { tcp, udp } th dport { 53, 60-70 } redirect to :5353',
  'ip protocol != icmp accept',
  'meta l4proto { tcp, udp, sctp } accept',
  'tcp dport != 22-25 accept',
  'tcp dport >= 1024 accept',
  'tcp flags syn / fin,syn,rst,ack accept',
  'tcp flags & (fin | syn | rst | ack) != syn drop',
  'tcp flags syn accept',
  'fib daddr type { local, broadcast } accept',
  'fib daddr . iif type local accept',
  'fib saddr . mark . iif oif 0 drop',
  'fib saddr . iif oif missing drop',
  'ct status snat,dnat accept',
  'ct direction original ct original daddr 10.0.0.1 ct original proto-dst 80 return',
  'icmp type echo-request accept',
  'numgen inc mod 2 vmap { 0 : goto a, 1 : goto b }',
  'numgen random mod 10 vmap { 0-2 : goto a, 3-9 : goto b }',
  'jhash ip saddr mod 2 vmap { 0 : jump x, 1 : drop }',
  'dnat to 10.0.0.1',
  'dnat to 10.0.0.1:80 persistent',
  'dnat ip to tcp dport map { 80 : 1.2.3.4, 81 : 1.2.3.5 }',
  'snat ip to 1.2.3.4:1024-65535 fully-random',
  'masquerade to :1024-2048',
  'redirect',
  'notrack',
  'add @seen { ip saddr timeout 10s }',
  'flow add @f',
  'log prefix "in: " group 2 tcp dport 80 drop',
  'meta nftrace set 1 accept',
  'tcp option maxseg size set rt mtu',
  'ip dscp set cs1',
];

test('what other programs ask and do is read, and printed as it was', () => {
  for (const text of understood) {
    assert.deepEqual(unknownTexts(rule(text)), [], text);
    const printed = printNftablesRule(rulesOf(rule(text))[0]!, 'IPv4');
    assert.equal(printNftablesRule(rulesOf(rule(printed))[0]!, 'IPv4'), printed, text);
  }
});

test('hooks, priorities and policies', () => {
  const index = indexRuleset(v4!);
  const input = index.chain('inet firewall', 'input')?.declaration;
  assert.deepEqual([input?.hook, input?.policy], [{ type: 'filter', hook: 'input', priority: 0 }, 'drop']);
  assert.equal(index.chain('nat', 'output')?.declaration?.hook?.priority, -95);
  assert.deepEqual(index.chain('inet firewall', 'early')?.declaration?.hook, {
    type: 'filter',
    hook: 'ingress',
    priority: 0,
    devices: ['eth0'],
  });
});

test('hooks of devices and bridges', () => {
  const hookOf = (family: string, words: string) => {
    const { rulesets, problems: left } = parseNftables(`table ${family} t {\n chain c {\n type ${words};\n }\n}\n`);
    const { hook, priority, devices } = indexRuleset(rulesets[0]!).chain(`${family} t`, 'c')?.declaration?.hook ?? {};
    return [hook, priority, devices?.join(), left.map(({ hides }) => hides).join()];
  };
  assert.deepEqual(hookOf('netdev', 'filter hook egress devices = { "eth0", "eth1" } priority filter + 1'), [
    'egress',
    1,
    'eth0,eth1',
    '',
  ]);
  assert.deepEqual(hookOf('bridge', 'filter hook forward priority filter'), ['bridge-forward', -200, undefined, '']);
  assert.deepEqual(hookOf('bridge', 'filter hook prerouting priority dstnat'), [
    'bridge-prerouting',
    -300,
    undefined,
    '',
  ]);
  assert.deepEqual(hookOf('netdev', 'filter hook forward priority 0'), [undefined, undefined, undefined, 'both']);
  assert.deepEqual(hookOf('inet', 'filter hook ingress priority 0'), [undefined, undefined, undefined, 'both']);
});

test('rules and elements know their place', () => {
  const text =
    'add table ip t\nadd chain ip t c\nadd rule ip t c drop\nadd set ip t s { type ipv4_addr ; }\nadd element ip t s { 10.0.0.1, 10.0.0.2 }\n';
  const ruleset = parseNftables(text).rulesets[0]!;
  const [rule] = rulesOf(ruleset);
  assert.deepEqual([rule?.origin.line, text.slice(rule!.origin.range.start, rule!.origin.range.end)], [3, 'drop']);
  const elements = [...indexRuleset(ruleset).set('t', 's')!.elements.values()];
  assert.deepEqual(
    elements.map(({ origin: { line, range } }) => [line, text.slice(range.start, range.end)]),
    [
      [5, '10.0.0.1'],
      [5, '10.0.0.2'],
    ],
  );
});

test('entries of dynamic sets, with the time that they have left', () => {
  const set =
    'set s {\n type ipv4_addr\n size 65535\n flags dynamic,timeout\n timeout 1d2h\n elements = { 10.0.0.1 expires 2h3m4s5ms, 10.0.0.2 timeout 1h expires 3s }\n}';
  const parsed = parseNftables(`table ip t {\n${set}\n}\n`);
  const [found] = indexRuleset(parsed.rulesets[0]!).sets;
  assert.deepEqual(parsed.problems, []);
  assert.equal(found?.declaration?.timeoutSeconds, 93600);
  assert.deepEqual([...found!.elements.keys()], ['10.0.0.1', '10.0.0.2']);
});

test('commands in their order', () => {
  const text =
    'table ip t\ndelete table ip t\ntable ip t {\n chain c {\n drop\n }\n}\ninsert rule ip t c accept\nlist ruleset\n';
  const parsed = parseNftables(text);
  assert.deepEqual(
    rulesOf(parsed.rulesets[0]).map(({ statements }) => statements[0]?.kind),
    ['accept', 'drop'],
  );
  assert.deepEqual(
    parsed.problems.map(({ place }) => place.line),
    [9],
  );
});

test('an odd word in place of any other breaks nothing', () => {
  const odd = ['1e400', '3.5', '-1', '0', '99999999999', '4294967296', '::', '{', '}', '"', ':', '-', ''];
  for (const text of understood) {
    const words = text.split(' ');
    for (const [i, word] of [...words.keys()].flatMap(at => odd.map(each => [at, each] as const))) {
      const changed = words.with(i, word).join(' ');
      assert.doesNotThrow(() => parseNftables(`table ip t {\n chain c {\n ${changed}\n }\n}\n`), changed);
    }
  }
});

test('no text breaks the parser', () => {
  const words = [...new Set(firewall.split(/([\s{};,]+)/)), '"', '@', '{', '}', 'add', 'element', 'vmap', '#', '\\'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 80 }), parts => {
      for (const ruleset of parseNftables(parts.join(' ')).rulesets) printNftables(ruleset);
    }),
  );
  fc.assert(fc.property(fc.string(), text => void parseNftables(`table ip t { chain c { ${text}`)));
});
