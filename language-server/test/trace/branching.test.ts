/** Many ways through few rules: tests whose result is not known, rules of chance one after the other, bounds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, equal, one, printFraction, zero } from '../../core/base/fraction.ts';
import { accept, drop, goto, jump, orMark, reject, returnToCaller, xorMark } from '../../core/netfilter/build.ts';
import type { Match, Statement } from '../../core/netfilter/ir.ts';
import { tracePacket } from '../../core/trace/tracePacket.ts';
import { address, iptables, stepsOf, type TestRule, world } from './support.ts';

function trace(...rules: TestRule[]) {
  const packet = {
    protocol: 'tcp',
    destination: address('10.1.0.5'),
    destinationPort: 80,
    from: { kind: 'interface', name: 'eth0', address: address('203.0.113.9') },
  } as const;
  return tracePacket(packet, world(iptables(rules)));
}

function told(...rules: TestRule[]) {
  return trace(...rules).map(({ probability, disposition, reason, events }) => ({
    share: probability && printFraction(probability),
    disposition,
    reason,
    steps: stepsOf(events),
  }));
}

const half: Match = { kind: 'chance', oneIn: 2 };
const udp: Match = { kind: 'protocol', protocol: 'udp' };
const unclear: Match = { kind: 'ipset', set: 'blocked', sides: ['source'] };
const alsoUnclear: Match = { kind: 'ipset', set: 'other', sides: ['source'] };
const log: Statement = { kind: 'log', text: '-j LOG' };

test('a test that is not known matters only where it decides', () => {
  assert.equal(told(['FORWARD', [unclear, udp], drop])[0]?.disposition, 'forwarded');
  const [decides, ...rest] = told(['FORWARD', [unclear], drop]);
  assert.deepEqual([decides?.disposition, decides?.share, rest], ['unknown', '1', []]);
  assert.match(decides?.reason ?? '', /rule 1 of filter FORWARD.*blocked/);
});

test('where both results of a test lead to the same, that is told, with the steps of who passed by', () => {
  const rules: TestRule[] = [
    ['FORWARD', [unclear], jump('limited')],
    ['FORWARD', [], drop],
    ['limited', [], log],
    ['limited', [alsoUnclear], returnToCaller],
    ['limited', [], orMark(1)],
  ];
  assert.deepEqual(told(...rules), [{ share: '1', disposition: 'dropped', reason: undefined, steps: ['FORWARD 2'] }]);
  // One of them accepts behind another rule.
  const apart: TestRule[] = [
    ['FORWARD', [unclear], accept],
    ['FORWARD', [], accept],
  ];
  assert.deepEqual(told(...apart), [{ share: '1', disposition: 'forwarded', reason: undefined, steps: ['FORWARD 2'] }]);
});

test('what a test does not decide on keeps its share', () => {
  const ends = told(
    ['FORWARD', [half], reject],
    ['FORWARD', [unclear], jump('a')],
    ['FORWARD', [half], drop],
    ['a', [half], drop],
    ['a', [], accept],
  );
  assert.deepEqual(
    ends.map(({ share, disposition }) => [disposition, share]),
    [
      ['rejected', '1/2'],
      ['forwarded', '1/4'],
      ['dropped', '1/4'],
    ],
  );
  const decides = told(['FORWARD', [half], reject], ['FORWARD', [unclear], jump('a')], ['a', [half], drop]);
  assert.deepEqual(decides.map(({ share, disposition }) => [disposition, share]).sort(), [
    ['forwarded', '1/4'],
    ['rejected', '1/2'],
    ['unknown', '1/4'],
  ]);
});

test('a test within a test is told by the outer one', () => {
  const ends = told(['FORWARD', [unclear], jump('a')], ['a', [alsoUnclear], drop]);
  assert.deepEqual(
    ends.map(({ disposition, share }) => [disposition, share]),
    [['unknown', '1']],
  );
  assert.match(ends[0]?.reason ?? '', /blocked/);
});

test('a hundred choices that change nothing are no 2^100 ways', () => {
  const rules: TestRule[] = Array.from({ length: 100 }, (_, i) => ['FORWARD', [half], jump(i % 2 ? 'a' : 'b')]);
  const [only, ...rest] = told(...rules, ['a', [], log], ['b', [unclear], orMark(0)], ['b', [], xorMark(0)]);
  assert.deepEqual([only?.share, only?.disposition, rest], ['1', 'forwarded', []]);
});

test('ways beyond a bound are unknown, and all shares add up to 1', () => {
  const rules: TestRule[] = Array.from({ length: 30 }, (_, i) => ['FORWARD', [half], orMark(2 ** i)]);
  const ends = trace(...rules, ['FORWARD', [{ kind: 'mark', value: 0, mask: 1 }], drop]);
  const sum = ends.reduce((total, { probability }) => add(total, probability!), zero);
  assert.ok(equal(sum, one));
  assert.ok(ends.some(({ reason }) => reason?.includes('more than 1024 ways')));
});

test('chains that double at every step are followed up to a bound', () => {
  const rules = Array.from({ length: 40 }, (_, i): TestRule[] => [
    [`c${i}`, [], jump(`c${i + 1}`)],
    [`c${i}`, [], jump(`c${i + 1}`)],
  ]).flat();
  const ends = told(['FORWARD', [], jump('c0')], ...rules, ['c40', [udp], drop]);
  assert.deepEqual([ends.length, ends[0]?.share, ends[0]?.disposition], [1, '1', 'unknown']);
  assert.match(ends[0]?.reason ?? '', /more than 1000000 steps/);
});

test('circles by jump, by goto, of one chain and behind a chance end', () => {
  for (const lead of [jump, goto]) {
    const [self] = told(['FORWARD', [], lead('a')], ['a', [], lead('a')]);
    assert.match(self?.reason ?? '', /circle: a → a/);
    const ends = told(
      ['FORWARD', [], lead('a')],
      ['a', [half], lead('b')],
      ['b', [half], lead('a')],
      ['b', [udp], lead('b')],
    );
    const unknown = ends.filter(({ disposition }) => disposition === 'unknown');
    assert.deepEqual(
      unknown.map(({ share }) => share),
      ['1/4'],
    );
  }
  const random: Statement = { kind: 'verdict-random', verdicts: [jump('a'), goto('b'), accept] };
  const ends = told(['FORWARD', [], random], ['a', [], goto('b')], ['b', [], jump('a')]);
  assert.deepEqual(
    ends.map(({ disposition }) => disposition),
    ['unknown', 'unknown', 'forwarded'],
  );
});

test('chains that nest thousands deep', () => {
  const rules = Array.from({ length: 5000 }, (_, i): TestRule => [`c${i}`, [], jump(`c${i + 1}`)]);
  const [end] = told(['FORWARD', [], jump('c0')], ...rules, ['c5000', [], drop]);
  assert.deepEqual([end?.disposition, end?.steps.length], ['dropped', 5002]);
});
