/** What holds for every ruleset: shares add up to 1, every trace ends, quick chains give what slow ones give. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { add, equal, one, zero } from '../../core/base/fraction.ts';
import { accept, drop, goto, jump, not, orMark, port, reject, returnToCaller, to } from '../../core/netfilter/build.ts';
import type { Match, Statement } from '../../core/netfilter/ir.ts';
import { dispatchChain } from '../../core/trace/dispatch.ts';
import type { Outcome } from '../../core/trace/outcome.ts';
import { tracePacket } from '../../core/trace/tracePacket.ts';
import { address, flight, iptables, type TestRule, world } from './support.ts';

const own = ['a', 'b', 'c', 'd'];
const addresses = ['10.1.0.5', '10.1.0.6', '10.1.0.7'];

const match: fc.Arbitrary<Match> = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((oneIn): Match => ({ kind: 'chance', oneIn })),
  fc.constantFrom(...addresses).map((text): Match => to(address(text))),
  fc.constantFrom(...addresses).map((text): Match => not(to(address(text)))),
  fc.constantFrom(80, 443).map((number): Match => port('destination', number)),
  fc.constantFrom<Match>({ kind: 'protocol', protocol: 'tcp' }, { kind: 'mark', value: 1, mask: 1 }),
);

const statement: fc.Arbitrary<Statement> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...own).map(jump) },
  { weight: 2, arbitrary: fc.constantFrom(...own).map(goto) },
  fc.constantFrom<Statement>(accept, drop, reject, returnToCaller, orMark(1)),
);

function ruleIn(chain: fc.Arbitrary<string>): fc.Arbitrary<TestRule> {
  return fc.tuple(chain, fc.array(match, { maxLength: 2 }), statement);
}

function sumOf(outcomes: readonly Outcome<string>[]) {
  return outcomes.reduce((sum, { probability }) => add(sum, probability ?? zero), zero);
}

const packet = {
  protocol: 'tcp',
  destination: address('10.1.0.5'),
  destinationPort: 80,
  from: { kind: 'interface', name: 'eth0', address: address('203.0.113.9') },
} as const;

test('shares add up to 1 and every trace ends, also with circles', () => {
  const rules = fc.array(ruleIn(fc.constantFrom('FORWARD', ...own)), { maxLength: 14 });
  fc.assert(
    fc.property(rules, made => {
      const declared: TestRule[] = own.map(chain => [chain, [{ kind: 'protocol', protocol: 'udp' }], accept]);
      const outcomes = tracePacket(packet, world(iptables([...made, ...declared])));
      assert.ok(equal(sumOf(outcomes), one));
    }),
    { numRuns: 300 },
  );
});

test('a random choice among targets is even and exact', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), count => {
      const targets = Array.from({ length: count }, (_, i) => ({ address: address(`10.1.0.${i + 1}`), port: 8080 }));
      const ruleset = iptables([['PREROUTING', [], { kind: 'dnat-random', targets }]], 'nat');
      const outcomes = tracePacket(packet, world(ruleset));
      assert.equal(outcomes.length, count);
      assert.ok(equal(sumOf(outcomes), one));
    }),
  );
});

test('an indexed chain offers all rules that could match, in order', () => {
  const rules = fc.array(ruleIn(fc.constant('big')), { minLength: 16, maxLength: 60 });
  fc.assert(
    fc.property(rules, fc.constantFrom(...addresses), fc.constantFrom(80, 443), (made, destination, number) => {
      const { packet: asked } = flight(destination, number);
      const chain = world(iptables(made)).index.chain('filter', 'big')!;
      const offered = dispatchChain(chain).candidates(asked);
      const numbers = offered.map(entry => entry.number);
      assert.deepEqual(
        numbers,
        [...numbers].sort((a, b) => a - b),
      );
      const couldMatch = chain.rules.flatMap(({ matches }, i) =>
        matches.every(m => mayHold(m, asked)) ? [i + 1] : [],
      );
      assert.deepEqual(
        couldMatch.filter(i => !numbers.includes(i)),
        [],
      );
    }),
  );
});

function mayHold(test: Match, asked: ReturnType<typeof flight>['packet']): boolean {
  if (test.kind === 'port') return test.port === asked.destinationPort;
  if (test.kind !== 'address') return true;
  return (test.range.text === asked.destination.text) !== (test.negated ?? false);
}
