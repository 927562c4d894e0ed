/** Captured rules of other programs: understood, they decide; not understood, they are named and the outcome is unknown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { add, fraction, printFraction } from '../../core/base/fraction.ts';
import { readExpectations } from '../../core/views/trace/readExpectations.ts';
import { readCapture } from '../../core/views/trace/traceCapture.ts';
import { brokenBy } from '../../core/views/trace/traceExpect.ts';
import { type TraceOutcomeJson, traceJson } from '../../core/views/trace/traceJson.ts';
import { type TraceResult, traceRequest } from '../../core/views/trace/traceRequest.ts';
import { traceStory } from '../../core/views/trace/traceStory.ts';
import { nodeHere } from '../engine/support.ts';
import { contextOf } from './caseContext.ts';
import { withBuiltIns } from './support.ts';

const host = `interfaces:
- { name: eth0, addresses: [192.168.10.11/24] }
- { name: docker0, addresses: [172.17.0.1/16] }
`;

function result(rules: string, from: string, to: string, facts: string | undefined = host): TraceResult {
  const manifests = { manifests: nodeHere, ...(facts === undefined ? {} : { host: facts }) };
  const traced = traceRequest({ ...contextOf(manifests), capture: readCapture(withBuiltIns(rules)) }, { from, to });
  if ('error' in traced) throw new Error(traced.error);
  return traced;
}

/** The only outcome. */
function outcome(...request: Parameters<typeof result>): TraceOutcomeJson {
  const { outcomes } = traceJson(result(...request));
  assert.equal(outcomes.length, 1);
  return outcomes[0]!;
}

const docker = withBuiltIns(`*mangle
:FORWARD ACCEPT [0:0]
-A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
:FLANNEL-POSTRTG - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
-A DOCKER -i docker0 -j RETURN
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
-A FLANNEL-POSTRTG -s 10.244.0.0/16 -d 10.244.0.0/16 -m comment --comment "flanneld masq" -j RETURN
-A FLANNEL-POSTRTG -s 10.244.0.0/16 ! -d 224.0.0.0/4 -m comment --comment "flanneld masq" -j MASQUERADE --random-fully
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
:LOOP-A - [0:0]
:LOOP-B - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A FORWARD -s 10.244.0.0/16 -j ACCEPT
-A FORWARD -d 10.244.0.0/16 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER-USER -s 203.0.113.66/32 -j DROP
-A DOCKER-USER -s 203.0.113.67/32 -m limit --limit 3/min -j DROP
-A DOCKER-USER -s 203.0.113.68/32 -j LOOP-A
-A DOCKER-USER -m limit --limit 1/sec -j LOG --log-prefix "forwarded "
-A LOOP-A -j LOOP-B
-A LOOP-B -j LOOP-A
COMMIT
`);

test('a network plugin masquerades what pods send out, and nothing between pods', () => {
  const out = outcome(docker, 'local-pod-ip:10.244.0.5', '8.8.8.8:53');
  assert.deepEqual([out.disposition, out.masqueraded, out.packet.source], ['forwarded', true, '192.168.10.11']);
  const between = outcome(docker, 'local-pod-ip:10.244.0.5', '10.244.9.5:53');
  assert.deepEqual([between.disposition, between.masqueraded], ['forwarded', false]);
});

test('a published port of a container is delivered by the interface that is connected to it', () => {
  const traced = result(docker, 'client:203.0.113.9', '192.168.10.11:8080');
  const [only] = traceJson(traced).outcomes;
  assert.deepEqual([only?.disposition, only?.endpoint], ['delivered', '172.17.0.2:80']);
  assert.match(traceStory(traced).join('\n'), /172\.17\.0\.2:80 \(which is no endpoint in the manifests\)/);
});

test("rules and policies drop; the policy's chain is named", () => {
  assert.equal(outcome(docker, 'client:203.0.113.66', '10.244.0.5:80').disposition, 'dropped');
  const unwanted = outcome(docker, 'client:203.0.113.9', '10.244.0.5:81');
  assert.equal(unwanted.disposition, 'dropped');
  assert.match(unwanted.reason ?? '', /policy of filter FORWARD/);
});

test('a match that is not understood is named where it counts, with its rule as the last step', () => {
  const limited = outcome(docker, 'client:203.0.113.67', '10.244.0.5:80');
  assert.equal(limited.disposition, 'unknown');
  assert.match(limited.reason ?? '', /rule 2 of filter DOCKER-USER: whether "-m limit --limit 3\/min" holds/);
  const last = limited.steps.at(-1);
  assert.deepEqual([last?.chain, last?.number, last?.action], ['DOCKER-USER', 2, 'unknown']);
  assert.equal(docker.split('\n')[last!.line! - 1], `-A DOCKER-USER ${last?.rule}`);
  // Here it decides only whether something is logged.
  assert.equal(outcome(docker, 'client:203.0.113.9', '10.244.0.5:80').disposition, 'forwarded');
});

test('chains that lead in a circle are reported', () => {
  const traced = result(docker, 'client:203.0.113.68', '10.244.0.5:80');
  assert.match(traced.outcomes[0]?.reason ?? '', /circle: LOOP-A → LOOP-B → LOOP-A/);
  assert.match(traceStory(traced).join('\n'), /LOOP-B 1 \(line \d+\): asks LOOP-A\n[^\n]*\n {2}→ unknown/);
});

test('an interface whose name is only assumed decides nothing', () => {
  const assumed = 'interfaces: [{ name: eth0, addresses: [192.168.10.11/24] }]';
  const blocked = outcome(
    docker.replace('-A FORWARD -s 10', '-A FORWARD -o docker0 -j DROP\n-A FORWARD -s 10'),
    'client:203.0.113.9',
    '10.244.0.5:80',
    assumed,
  );
  assert.equal(blocked.disposition, 'unknown');
  assert.match(blocked.reason ?? '', /whether the interface that is called pod0 here is docker0/);
  // Whatever its name is, no rule for docker0 changes what becomes of this packet.
  assert.equal(outcome(docker, 'client:203.0.113.9', '10.244.0.5:80', assumed).disposition, 'forwarded');
  const bridge = `${host}- { name: cni0, addresses: [10.244.0.1/24] }\n`;
  const known = outcome(
    '*filter\n:FORWARD ACCEPT\n-A FORWARD -o cni0 -j DROP\nCOMMIT\n',
    'client:203.0.113.9',
    '10.244.0.5:80',
    bridge,
  );
  assert.equal(known.disposition, 'dropped');
});

test('nor does it in sets and maps, where an entry of its name would decide', () => {
  const assumed = 'interfaces: [{ name: eth0, addresses: [192.168.10.11/24] }]';
  const rule = (text: string) =>
    `table ip t {\n chain f {\n type filter hook forward priority 0; policy accept;\n ${text}\n }\n}\n`;
  const mapped = (entries: string) => rule(`oifname vmap { ${entries} }`);
  const at = (rules: string, facts: string) => outcome(rules, 'client:203.0.113.9', '10.244.0.5:80', facts).disposition;
  assert.equal(at(mapped('"cali1" : drop, "cali2" : drop'), assumed), 'unknown');
  assert.equal(at(mapped('"eth0" : drop'), assumed), 'forwarded');
  assert.equal(at(rule('oifname . tcp dport { "cali1" . 80 } drop'), assumed), 'unknown');
  assert.equal(at(rule('oifname . tcp dport { "cali1" . 81 } drop'), assumed), 'forwarded');
  assert.equal(at(rule('oifname . tcp dport { "cali1" . 80 } accept'), assumed), 'forwarded');
  assert.equal(at(mapped('"cali1" : drop'), `${host}- { name: cni0, addresses: [10.244.0.1/24] }\n`), 'forwarded');
  const ipset = (entry: string) =>
    `create s hash:net,iface family inet\nadd s ${entry}\n*filter\n-A FORWARD -m set --match-set s dst,dst -j DROP\nCOMMIT\n`;
  assert.equal(at(ipset('10.244.0.0/16,cali1'), assumed), 'unknown');
  assert.equal(at(ipset('10.9.0.0/16,cali1'), assumed), 'forwarded');
  assert.equal(at(ipset('10.244.0.0/16,eth0'), assumed), 'forwarded');
});

const firewall = `table inet firewalld {
	ct helper ftp {
		type "ftp" protocol tcp
		l3proto inet
	}
	chain mangle_PREROUTING {
		type filter hook prerouting priority mangle + 10; policy accept;
		meta nfproto ipv6 fib saddr . mark . iif oif missing drop
		jump mangle_PREROUTING_POLICIES
	}
	chain mangle_PREROUTING_POLICIES {
		iifname "eth0" return
	}
	chain filter_INPUT {
		type filter hook input priority filter + 10; policy accept;
		ct state { established, related } accept
		ct status dnat accept
		iifname "lo" accept
		jump filter_IN_public
		reject with icmpx admin-prohibited
	}
	chain filter_IN_public {
		meta l4proto { icmp, ipv6-icmp } accept
		tcp dport { 22, 10250-10259 } accept
		tcp dport 53 meter flood size 65535 { ip saddr limit rate over 10/second } drop
	}
}
table ip local {
	set senders {
		type ether_addr
	}
	set blocked {
		type ipv4_addr
		flags interval
		elements = { 203.0.113.0/25 }
	}
	chain input {
		type filter hook input priority filter - 1; policy accept;
		tcp dport 10259 ip saddr @blocked drop
		tcp dport 10258 drop
	}
}
table bridge other {
}
`;

test('a firewall of several tables: each has its say', () => {
  const at = (port: number) => outcome(firewall, 'client:203.0.113.9', `192.168.10.11:${port}`);
  assert.equal(at(22).disposition, 'local');
  assert.equal(at(80).disposition, 'rejected');
  assert.equal(at(10258).disposition, 'dropped');
  assert.equal(at(10259).disposition, 'dropped');
  assert.equal(at(53).disposition, 'unknown');
  assert.match(at(53).reason ?? '', /rule 3 of inet firewalld filter_IN_public: whether "meter flood/);
  // Rules of the other family count.
  assert.deepEqual([at(22).steps[0]?.number, at(22).steps[0]?.line], [2, 9]);
  assert.match(
    traceStory(result(firewall, 'client:203.0.113.9', '192.168.10.11:80')).join('\n'),
    /icmpx admin-prohibited/,
  );
});

test("iptables' rules as nft lists them", () => {
  const rules = `table ip nat {
	chain PREROUTING {
		type nat hook prerouting priority dstnat; policy accept;
		xt match "comment" counter packets 3 bytes 180 jump PORTALS
	}
	chain PORTALS {
		ip daddr 10.96.0.10 tcp dport 80 xt match "comment" counter packets 0 bytes 0 dnat to 10.244.0.5:8080
		xt match "statistic" counter packets 0 bytes 0 xt target "DNAT"
	}
}
`;
  assert.equal(outcome(rules, 'client:203.0.113.9', '10.96.0.10:80').endpoint, '10.244.0.5:8080');
  assert.match(outcome(rules, 'client:203.0.113.9', '10.96.0.11:80').reason ?? '', /rule 2 of nat PORTALS.*xt match/);
});

test('what is left out of a capture is told with its line', () => {
  const told = readCapture(firewall).problems.map(({ message, place }) => `${place.line}: ${message}`);
  assert.match(told.join('\n'), /^\d+: The set senders is left out: "type ether_addr" is not understood\.$/);
  const story = (rules: string) => traceStory(result(rules, 'client:203.0.113.9', '192.168.10.11:80')).join('\n');
  assert.match(story(firewall), /^Of the captured text, line \d+: The set senders is left out/m);
  assert.doesNotMatch(story(docker), /left out/);
});

test('an unknown outcome holds no expectation', () => {
  const from = 'client:203.0.113.67';
  const to = '10.244.0.5:80';
  for (const arrives of ['always', 'never', 'sometimes']) {
    const { expectations } = readExpectations([{ from, to, arrives }]);
    assert.match(brokenBy(result(docker, from, to), expectations[0]!).join(), /but: unknown/);
  }
});

test('ipsets are known where what ipset save writes stands beside the rules', () => {
  const rules =
    '*filter\n:FORWARD ACCEPT\n-A FORWARD -m set --match-set denied src -m set ! --match-set pairs dst,dst -j DROP\nCOMMIT\n';
  const sets = (entries: string) =>
    `create denied hash:net family inet hashsize 1024\ncreate pairs hash:ip,port family inet\n${entries}`;
  const at = (text: string, port = 80) => outcome(text, 'client:203.0.113.9', `10.244.0.5:${port}`);
  assert.match(at(rules).reason ?? '', /what the ipset denied holds/);
  assert.equal(at(`${sets('')}${rules}`).disposition, 'forwarded');
  const some = sets(
    'add denied 203.0.113.0/24 timeout 100\nadd denied 203.0.113.64/26 nomatch\nadd pairs 10.244.0.5,tcp:443\n',
  );
  assert.equal(at(`${some}${rules}`).disposition, 'dropped');
  assert.equal(at(`${some}${rules}`, 443).disposition, 'forwarded');
  assert.equal(outcome(`${rules}${some}`, 'client:203.0.113.70', '10.244.0.5:80').disposition, 'forwarded');
  const odd = sets('add denied 203.0.113.0/24,something\n');
  assert.match(at(`${odd}${rules}`).reason ?? '', /what the ipset denied holds/);
});

test('maps that lead in a circle, and choices that nobody knows', () => {
  const table = (rules: string) =>
    `table ip t {\n\tchain f {\n\t\ttype filter hook forward priority filter; policy accept;\n\t\t${rules}\n\t}\n\tchain a {\n\t\ttcp dport vmap { 80 : goto b, 81 : accept }\n\t}\n\tchain b {\n\t\tip daddr vmap @m\n\t}\n\tmap m {\n\t\ttype ipv4_addr : verdict\n\t\tflags interval\n\t\telements = { 10.244.0.0/16 : jump a }\n\t}\n}\n`;
  const circle = outcome(table('iifname vmap { "eth*" : jump a }'), 'client:203.0.113.9', '10.244.0.5:80');
  assert.match(circle.reason ?? '', /the chains lead in a circle: a → b → a/);
  assert.equal(outcome(table('goto a'), 'client:203.0.113.9', '10.244.0.5:81').disposition, 'forwarded');
  const traced = result(
    table('jhash ip saddr mod 2 vmap { 0 : drop, 1 : accept }'),
    'client:203.0.113.9',
    '10.244.0.5:80',
  );
  assert.deepEqual(
    traceJson(traced).outcomes.map(({ disposition, probability }) => [disposition, probability]),
    [
      ['dropped', null],
      ['forwarded', null],
    ],
  );
});

test('sources and destinations that rules translate', () => {
  const rules = (nat: string) => `*nat\n:PREROUTING ACCEPT\n:POSTROUTING ACCEPT\n${nat}\nCOMMIT\n`;
  const at = (nat: string, to = '192.168.10.11:22') => outcome(rules(nat), 'client:203.0.113.9', to);
  const redirected = at('-A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2222');
  assert.deepEqual([redirected.disposition, redirected.packet.destination], ['delivered', '192.168.10.11:2222']);
  const moved = at('-A PREROUTING -d 10.9.8.0/24 -j NETMAP --to 172.17.5.0/24', '10.9.8.7:80');
  assert.equal(moved.endpoint, '172.17.5.7:80');
  const sent = at('-A POSTROUTING -o docker0 -j SNAT --to-source 192.168.10.99', '172.17.0.2:80');
  assert.deepEqual([sent.packet.source, sent.masqueraded], ['192.168.10.99', true]);
  const one = at('-A PREROUTING -p tcp -j DNAT --to-destination 172.17.0.2-172.17.0.9');
  assert.match(
    one.reason ?? '',
    /rule 1 of nat PREROUTING: what "-j DNAT --to-destination 172.17.0.2-172.17.0.9" does/,
  );
});

const chains = ['FORWARD', 'a', 'b', 'c'];
const anyRule = fc
  .tuple(
    fc.constantFrom(...chains),
    fc.constantFrom(
      '',
      '-m limit --limit 1/s',
      '-m set --match-set unlisted src',
      '-m statistic --mode random --probability 0.33333333349',
      '-m statistic --mode random --probability 0.7',
      '-m mark --mark 0x1/0x3',
      '-m conntrack --ctstate UNTRACKED',
      '-p udp',
    ),
    fc.constantFrom(
      '-j a',
      '-j b',
      '-g c',
      '-j DROP',
      '-j ACCEPT',
      '-j RETURN',
      '-j MARK --set-xmark 0x1/0x1',
      '-j MARK --set-xmark 0x2/0xf',
      '-j CONNMARK --save-mark',
      '-j NOTRACK',
      '-j X',
      '-j NFQUEUE',
    ),
  )
  .map(words => `-A ${words.filter(Boolean).join(' ')}`);

test('whatever the chains are, a trace ends, and its shares add up to 1', () => {
  fc.assert(
    fc.property(fc.array(anyRule, { maxLength: 14 }), rules => {
      const text = ['*filter', ':FORWARD DROP', ...chains.slice(1).map(name => `:${name} -`), ...rules, 'COMMIT'].join(
        '\n',
      );
      const { outcomes } = result(text, 'client:203.0.113.9', '10.244.0.5:80');
      const sum = outcomes.reduce((total, { probability }) => add(total, probability!), fraction(0, 1));
      assert.equal(printFraction(sum), '1');
    }),
  );
});
