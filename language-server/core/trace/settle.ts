/**
 * What a trace knows for sure. In: how all branches ended, also those that took the result of a test for granted that is
 * not known. Out: endings of which none does: where both results came to the same, that; else one unknown ending for the
 * part of the traffic that the test decides on.
 */
import { add, type Fraction, subtract, zero } from '../base/fraction.ts';
import { mergeBy } from './merge.ts';
import type { Ending } from './outcome.ts';
import type { Assumption, Flight, OpenTest } from './packet.ts';

export interface Ended<Origin> {
  readonly flight: Flight<Origin>;
  readonly ending: Ending;
}

export function settle<Origin>(ended: readonly Ended<Origin>[]): readonly Ended<Origin>[] {
  let open = ended;
  for (let last = newestTest(open); last; last = newestTest(open)) {
    open = collapse(mergeEnded(open), last);
  }
  return open;
}

/** Of the branch that takes most for granted, which no other can build on. */
function newestTest<Origin>(ended: readonly Ended<Origin>[]): OpenTest<Origin> | undefined {
  let longest: readonly Assumption[] = [];
  for (const { flight } of ended) if (flight.assumed.length > longest.length) longest = flight.assumed;
  return longest.at(-1)?.doubt as OpenTest<Origin> | undefined;
}

function mergeEnded<Origin>(ended: readonly Ended<Origin>[]): readonly Ended<Origin>[] {
  const sure = ended.filter(({ flight }) => flight.assumed.length === 0);
  const others = ended.flatMap(({ flight, ending }) =>
    flight.assumed.length === 0 ? [] : [{ weight: flight.weight, assumed: flight.assumed, flight, ending }],
  );
  if (others.length === 0) return sure;
  const merged = mergeBy(others, endKey).map(({ weight, assumed, flight, ending }) => ({
    flight: { ...flight, weight, assumed },
    ending,
  }));
  return [...sure, ...merged];
}

/** What is told of an ending, without the way there. */
function endKey({ flight: { packet, connection }, ending }: Ended<unknown>): string {
  const { source, destination, destinationPort } = packet;
  const { translation, masqueraded } = connection;
  const arrived = [source.text, destination.text, destinationPort, translation.destination, masqueraded];
  return JSON.stringify([ending, arrived]);
}

/** What comes about whatever the result is stays; all else that rests on the test becomes unknown where it was asked. */
function collapse<Origin>(ended: readonly Ended<Origin>[], test: OpenTest<Origin>): readonly Ended<Origin>[] {
  const restsOnIt = ({ flight }: Ended<Origin>) => flight.assumed.at(-1)?.doubt === test;
  const at = ended.findIndex(restsOnIt);
  if (at < 0) return ended;
  const resting = ended.filter(restsOnIt);
  const certain = resting.flatMap(end => certainPart(end, resting));
  const side = resting.filter(
    ({ flight }) => flight.assumed.at(-1)?.holds === resting[0]!.flight.assumed.at(-1)?.holds,
  );
  const weight = minus(total(side), total(certain));
  const ending = { disposition: 'unknown', reason: test.reason } as const;
  const unknown = { flight: { ...test.flight, weight }, ending };
  return [...ended.slice(0, at), ...certain, unknown, ...ended.slice(at).filter(end => !restsOnIt(end))];
}

/** Where the test fails, as much of an ending as there is of the same where it holds. */
function certainPart<Origin>(end: Ended<Origin>, resting: readonly Ended<Origin>[]): Ended<Origin>[] {
  const { weight, assumed } = end.flight;
  if (assumed.at(-1)?.holds) return [];
  const key = endKey(end);
  const other = resting.find(
    ({ flight, ...rest }) => flight.assumed.at(-1)?.holds && endKey({ flight, ...rest }) === key,
  );
  if (!weight || !other?.flight.weight) return [];
  const less = isLess(weight, other.flight.weight) ? weight : other.flight.weight;
  return [{ ...end, flight: { ...end.flight, weight: less, assumed: assumed.slice(0, -1) } }];
}

function isLess(a: Fraction, b: Fraction): boolean {
  return a.numerator * b.denominator < b.numerator * a.denominator;
}

function total(ended: readonly Ended<unknown>[]): Fraction | undefined {
  return ended.reduce<Fraction | undefined>(
    (sum, { flight }) => (sum && flight.weight ? add(sum, flight.weight) : undefined),
    zero,
  );
}

function minus(a: Fraction | undefined, b: Fraction | undefined): Fraction | undefined {
  return a && b ? subtract(a, b) : undefined;
}
