/**
 * One rule and one branch. In: a rule, where it stands, a branch. Out: what comes of it: the part of the branch that the
 * rule did not touch, branches that it did something to with what they do next, or a doubt.
 */
import { equal, type Fraction, fraction, multiply, one, subtract } from '../base/fraction.ts';
import type { NumberedRule } from './dispatch.ts';
import { type Flight, type OpenTest, share } from './packet.ts';
import { type End, type Next, runStatement } from './runStatement.ts';
import { type Doubt, type Place, testMatch } from './testMatch.ts';
import type { Action, Hook, Step } from './trail.ts';

export interface Effect<Origin> {
  readonly flight: Flight<Origin>;
  readonly next: Next;
}

export interface RuleResult<Origin> {
  /** What goes on to the next rule as it was. */
  readonly untouched: readonly Flight<Origin>[];
  readonly effects: readonly Effect<Origin>[];
  /** The part of the branch of which nothing more is known, and why. */
  readonly doubt?: OpenTest<Origin>;
}

export interface RulePlace<Origin> extends Place<Origin> {
  readonly hook: Hook;
  readonly chain: string;
}

export function runRule<Origin>(numbered: NumberedRule<Origin>, place: RulePlace<Origin>): RuleResult<Origin> {
  const { flight } = place;
  const tested = testRule(numbered, place);
  if (tested === undefined) return { untouched: [flight], effects: [] };
  const { part, doubt } = tested;
  const left = part === one ? [] : [share(flight, subtract(one, part))];
  const met = part === one ? flight : share(flight, part);
  if (!doubt) return withLeft(left, runStatements(numbered, { ...place, flight: remember(numbered, met) }));
  // Both results of a test that is not known are followed: what they lead to may be the same.
  const open = openTest(numbered, doubt.unknown, { ...place, flight: met });
  const assume = (holds: boolean) => ({ ...met, assumed: [...met.assumed, { doubt: open, holds }] });
  const done = runStatements(numbered, { ...place, flight: remember(numbered, assume(true)) });
  return withLeft([...left, assume(false)], done);
}

function withLeft<Origin>(left: readonly Flight<Origin>[], done: RuleResult<Origin>): RuleResult<Origin> {
  return { ...done, untouched: [...left, ...done.untouched] };
}

/** Undefined: some match fails. A doubt counts only where no other match fails and the rule has an effect. */
function testRule<Origin>(
  { rule }: NumberedRule<Origin>,
  place: Place<Origin>,
): { part: Fraction; doubt: Doubt | undefined } | undefined {
  let part = one;
  let doubt: Doubt | undefined;
  for (const match of rule.matches) {
    const answer = testMatch(match, place);
    if (answer === false) return undefined;
    if (typeof answer === 'number') part = answer === 1 ? part : multiply(part, fraction(1, answer));
    else if (typeof answer !== 'object') continue;
    else if ('unknown' in answer) doubt ??= answer;
    else if (answer.numerator === 0n) return undefined;
    else part = equal(answer, one) ? part : multiply(part, answer);
  }
  const hasEffect = rule.statements.some(({ kind }) => kind !== 'log') || rule.matches.some(m => m.kind === 'remember');
  return doubt && !hasEffect ? undefined : { part, doubt };
}

function openTest<Origin>(numbered: NumberedRule<Origin>, reason: string, place: RulePlace<Origin>): OpenTest<Origin> {
  const flight = withStep(place.flight, numbered, { action: { kind: 'unknown' } }, place);
  return { flight, reason: `rule ${numbered.number} of ${place.table} ${place.chain}: ${reason}` };
}

/** Matches that enter the sender into a list. */
function remember<Origin>({ rule }: NumberedRule<Origin>, flight: Flight<Origin>): Flight<Origin> {
  const entries = rule.matches.flatMap(match =>
    match.kind === 'remember' ? [{ list: match.list, key: flight.packet.source.text }] : [],
  );
  return entries.length ? { ...flight, remembered: [...flight.remembered, ...entries] } : flight;
}

/** The step shows the last thing that the rule did. */
function runStatements<Origin>(numbered: NumberedRule<Origin>, place: RulePlace<Origin>): RuleResult<Origin> {
  let { flight } = place;
  let action: Action = { kind: 'continue' };
  for (const statement of numbered.rule.statements) {
    const result = runStatement(statement, { ...place, flight });
    switch (result.kind) {
      case 'done':
        ({ flight, action } = result);
        break;
      case 'no-element':
        return { untouched: [flight], effects: [] };
      case 'doubt':
        return { untouched: [], effects: [], doubt: openTest(numbered, result.doubt, { ...place, flight }) };
      case 'ends': {
        const effects = result.ends.map(end => ({
          flight: withStep(partOf(end), numbered, end, place),
          next: end.next,
        }));
        return { untouched: [], effects };
      }
    }
  }
  return {
    untouched: [],
    effects: [{ flight: withStep(flight, numbered, { action }, place), next: { kind: 'continue' } }],
  };
}

function partOf<Origin>(end: End<Origin>): Flight<Origin> {
  if (!('share' in end)) return end.flight;
  return end.share ? share(end.flight, end.share) : { ...end.flight, weight: undefined };
}

function withStep<Origin>(
  flight: Flight<Origin>,
  { rule, number }: NumberedRule<Origin>,
  { action, elementOrigin }: { action: Action; elementOrigin?: Origin },
  { hook, table, chain }: RulePlace<Origin>,
): Flight<Origin> {
  const event: Step<Origin> = {
    kind: 'step',
    hook,
    table,
    chain,
    number,
    rule,
    action,
    ...(elementOrigin === undefined ? {} : { elementOrigin }),
  };
  return { ...flight, trail: { event, before: flight.trail } };
}
