/** What single words of other programs' rules mean: each row a rule that drops, and whether it does. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCapture } from '../../core/views/trace/traceCapture.ts';
import { type TraceOutcomeJson, traceJson } from '../../core/views/trace/traceJson.ts';
import { traceRequest } from '../../core/views/trace/traceRequest.ts';
import { nodeHere } from '../engine/support.ts';
import { contextOf } from './caseContext.ts';

const host = 'interfaces: [{ name: eth0, addresses: [192.168.10.11/24] }]';

function outcomes(
  rules: string,
  to = '192.168.10.11:22',
  protocol: 'tcp' | 'udp' = 'tcp',
): readonly TraceOutcomeJson[] {
  const context = { ...contextOf({ manifests: nodeHere, host }), capture: readCapture(rules) };
  const traced = traceRequest(context, { from: 'client:203.0.113.9', to, protocol });
  if ('error' in traced) throw new Error(traced.error);
  return traceJson(traced).outcomes;
}

function told(...request: Parameters<typeof outcomes>): string {
  return outcomes(...request)
    .map(({ disposition, probability }) => (probability === '1' ? disposition : `${disposition} ${probability}`))
    .join(', ');
}

const hook = 'type filter hook prerouting priority mangle; policy accept;';
const chain = (rules: string, head = hook) => `table inet t {\n\tchain c {\n\t\t${head}\n\t\t${rules}\n\t}\n}\n`;

describe('of the first packet of a TCP connection', () => {
  const cases: readonly (readonly [rule: string, outcome: string])[] = [
    ['tcp flags != syn,ack drop', 'dropped'],
    ['tcp flags != 0x12 drop', 'dropped'],
    ['tcp flags == syn,ack drop', 'local'],
    ['tcp flags ! syn,ack drop', 'local'],
    ['ct state ! established,related drop', 'dropped'],
    ['ct state != new | untracked drop', 'dropped'],
    ['ct status { snat, dnat } drop', 'local'],
    ['ct status != dnat drop', 'dropped'],
    ['ct direction vmap { original : drop, reply : accept }', 'dropped'],
    ['meta l4proto vmap { tcp : drop }', 'dropped'],
    ['meta l4proto 1-10 drop', 'dropped'],
    ['meta l4proto { icmp, 5-7 } drop', 'dropped'],
    ['meta l4proto nothing-known drop', 'unknown'],
    ['iifname . tcp dport vmap { "eth0" . 22 : drop }', 'dropped'],
    ['meta protocol { ip, ip6 } drop', 'dropped'],
    ['meta skuid 0 drop', 'local'],
    ['numgen random mod 4 < 3 drop', 'dropped 3/4, local 1/4'],
    ['meta random & 2147483647 < 1073741824 drop', 'dropped 1/2, local 1/2'],
    ['numgen random mod 4 vmap { 0 : drop }', 'dropped 1/4, local 3/4'],
    ['tcp dport vmap { 22 : continue } counter', 'local'],
    ['meta mark set 0x1 ip6 daddr vmap { ::1 : drop }\n\t\tmeta mark 0x1 drop', 'dropped'],
    ['notrack\n\t\tct state untracked drop', 'local'],
    [
      'tcp dport 22 jump {\n\t\t\tip6 saddr ::1 accept\n\t\t\tudp dport { 22,\n\t\t\t\t23 } accept; drop\n\t\t}',
      'dropped',
    ],
    ['tcp dport 23 jump { drop; }', 'local'],
  ];
  for (const [rule, outcome] of cases) test(rule, () => assert.equal(told(chain(rule)), outcome));
});

test('answers that only some packets can get', () => {
  assert.equal(told(chain('reject with tcp reset')), 'rejected');
  assert.equal(told(chain('reject with tcp reset'), '192.168.10.11:22', 'udp'), 'local');
  assert.equal(told(chain('reject with icmpv6 admin-prohibited')), 'local');
  assert.equal(told(chain('reject with icmp admin-prohibited')), 'rejected');
});

test('rules before connection tracking find no connection', () => {
  const early = (rules: string) => told(chain(rules, hook.replace('mangle', 'raw')));
  assert.equal(early('ct state new drop'), 'local');
  assert.equal(early('ct state invalid drop'), 'dropped');
  assert.equal(early('ct mark != 0x1 drop'), 'local');
  assert.equal(early('notrack\n\t\tct state untracked drop'), 'dropped');
  const iptables = (rule: string) => told(`*raw\n:PREROUTING ACCEPT\n-A PREROUTING ${rule} -j DROP\nCOMMIT\n`);
  assert.equal(iptables('-m conntrack ! --ctstate INVALID'), 'local');
  assert.equal(iptables('-m connmark --mark 0x0'), 'local');
  assert.equal(iptables('-m conntrack --ctproto tcp'), 'local');
  assert.equal(iptables('-m conntrack --ctdir ORIGINAL'), 'local');
});

test('sets that rules fill hold the key in their own table', () => {
  const seen = '\tset seen {\n\t\ttype ipv4_addr . inet_service\n\t\tflags dynamic,timeout\n\t\ttimeout 1m\n\t}\n';
  const table = (name: string, priority: number, rules: string) =>
    `table ip ${name} {\n${seen}\tchain c {\n\t\ttype filter hook prerouting priority ${priority};\n\t\t${rules}\n\t}\n}\n`;
  const fill = 'add @seen { ip saddr . tcp dport }';
  const ask = 'ip saddr . tcp dport @seen drop';
  assert.equal(told(table('a', 1, `${fill}\n\t\t${ask}`)), 'dropped');
  assert.equal(told(`${table('a', 1, fill)}${table('b', 2, ask)}`), 'local');
  assert.equal(told(table('a', 1, `${fill} drop`), '192.168.10.11:22', 'udp'), 'local');
});

test('targets that are chosen or looked up', () => {
  const nat = 'type nat hook prerouting priority dstnat; policy accept;';
  const to = (rule: string) =>
    outcomes(chain(rule, nat)).map(({ packet, probability }) => `${packet.destination} ${probability}`);
  const choice = 'map { 0-2 : 10.244.0.5, 3 : 10.244.0.6 }';
  assert.deepEqual(to(`dnat ip to numgen random mod 4 ${choice}`), ['10.244.0.5:22 3/4', '10.244.0.6:22 1/4']);
  assert.deepEqual(to(`dnat ip to jhash ip saddr mod 4 ${choice}`), ['10.244.0.5:22 null', '10.244.0.6:22 null']);
  assert.deepEqual(to('meta l4proto tcp redirect to :tcp dport map { 22 : 2222 }'), ['192.168.10.11:2222 1']);
});
