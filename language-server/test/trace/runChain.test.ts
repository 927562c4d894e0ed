/** How chains lead to each other: jump, goto, return, chance, circles. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printFraction } from '../../core/base/fraction.ts';
import { accept, drop, goto, jump, orMark, returnToCaller } from '../../core/netfilter/build.ts';
import type { Match } from '../../core/netfilter/ir.ts';
import { runChain } from '../../core/trace/runChain.ts';
import { trailEvents } from '../../core/trace/trail.ts';
import { flight, iptables, stepsOf, type TestRule, world } from './support.ts';

function run(...rules: TestRule[]) {
  const exits = runChain({ table: 'filter', name: 'FORWARD', hook: 'forward' }, flight(), world(iptables(rules)));
  return exits.map(({ flight: end, verdict, reason }) => ({
    verdict,
    reason,
    share: end.weight && printFraction(end.weight),
    steps: stepsOf(trailEvents(end.trail)),
  }));
}

function oneIn(count: number): Match {
  return { kind: 'chance', oneIn: count };
}

const udp: Match = { kind: 'protocol', protocol: 'udp' };
const accounting: Match = { kind: 'accounting', counter: 'seen' };

test('jump comes back behind the jump, at the end of its chain and by return', () => {
  const [exit] = run(
    ['FORWARD', [], jump('a')],
    ['FORWARD', [], jump('b')],
    ['FORWARD', [], drop],
    ['a', [], returnToCaller],
    ['a', [], accept],
    ['b', [], orMark(1)],
  );
  assert.deepEqual(exit?.steps, ['FORWARD 1', 'a 1', 'FORWARD 2', 'b 1', 'FORWARD 3']);
  assert.equal(exit?.verdict, 'drop');
});

test('goto comes back to where the caller of its chain went on', () => {
  const [exit] = run(
    ['FORWARD', [], jump('a')],
    ['FORWARD', [], drop],
    ['a', [], goto('b')],
    ['a', [], accept],
    ['b', [], orMark(1)],
  );
  assert.deepEqual(exit?.steps, ['FORWARD 1', 'a 1', 'b 1', 'FORWARD 2']);
  assert.equal(exit?.verdict, 'drop');
});

test('goto and return in a base chain end at its policy', () => {
  const [gone] = run(['FORWARD', [], goto('a')], ['FORWARD', [], drop], ['a', [], orMark(1)]);
  assert.deepEqual(gone, { verdict: 'accept', reason: undefined, share: '1', steps: ['FORWARD 1', 'a 1'] });
  const [returned] = run(['FORWARD', [], returnToCaller], ['FORWARD', [], drop]);
  assert.equal(returned?.verdict, 'accept');
});

test('rules that do not match leave no step, rules without effect do', () => {
  const [exit] = run(['FORWARD', [udp], drop], ['FORWARD', [accounting]], ['FORWARD', [udp], accept]);
  assert.deepEqual(exit?.steps, ['FORWARD 2']);
});

test('chances of what is left add up to even shares', () => {
  const exits = run(
    ['FORWARD', [oneIn(3)], jump('a')],
    ['FORWARD', [oneIn(2)], jump('b')],
    ['FORWARD', [], jump('c')],
    ['a', [], accept],
    ['b', [], accept],
    ['c', [], accept],
  );
  assert.deepEqual(
    exits.map(({ share, steps }) => [share, steps.at(-1)]),
    [
      ['1/3', 'a 1'],
      ['1/3', 'b 1'],
      ['1/3', 'c 1'],
    ],
  );
});

test('a circle is reported, by jump and by goto', () => {
  for (const lead of [jump, goto]) {
    const [exit] = run(['FORWARD', [], jump('a')], ['a', [], lead('b')], ['b', [], lead('a')]);
    assert.equal(exit?.verdict, 'unknown');
    assert.match(exit?.reason ?? '', /circle: a → b → a/);
  }
});

test('a chain that is not there is named', () => {
  const [exit] = run(['FORWARD', [], jump('nowhere')]);
  assert.equal(exit?.verdict, 'unknown');
  assert.match(exit?.reason ?? '', /no chain nowhere/);
});
