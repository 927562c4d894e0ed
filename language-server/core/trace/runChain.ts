/**
 * Walks a base chain with everything that it leads to. In: a chain, a branch. Out: every way out of it, in the order of
 * the rules: `jump` comes back when its chain is through, `goto` comes back to where its chain's caller went on. A chain
 * that leads to itself is reported. Branches that stand at one rule go on together, those in the same state as one, so
 * that a hundred rules of chance are no 2^100 ways. Without recursion: captured rules may nest as deep as they like.
 */
import type { DispatchChain, NumberedRule } from './dispatch.ts';
import { type Effort, newEffort, tooManyRules, tooManyWays, waysAtOnce } from './effort.ts';
import { mergeFlights } from './merge.ts';
import type { Flight } from './packet.ts';
import { runRule } from './runRule.ts';
import type { Next } from './runStatement.ts';
import type { Hook } from './trail.ts';
import type { World } from './world.ts';

export type ChainVerdict = 'accept' | 'drop' | 'reject' | 'unknown';

export interface ChainExit<Origin> {
  readonly flight: Flight<Origin>;
  readonly verdict: ChainVerdict;
  /** What was not understood; of what is dropped, that a policy did it. */
  readonly reason?: string;
}

/** Branches at one place of a chain. */
interface Frame<Origin> {
  readonly chain: DispatchChain<Origin>;
  readonly rules: readonly NumberedRule<Origin>[];
  /** Index into `rules` of the rule that is next. */
  readonly at: number;
  /** Where a return leads. */
  readonly caller: Frame<Origin> | undefined;
  readonly path: ChainPath;
  /** More come as long as chains that return here are walked. */
  readonly flights: Flight<Origin>[];
}

/** The chains that led here, also those that were left by goto. */
interface ChainPath {
  readonly name: string;
  readonly before: ChainPath | undefined;
}

interface Walk<Origin> {
  readonly hook: Hook;
  readonly world: World<Origin>;
  readonly effort: Effort;
  /** What the base chain's policy does with what comes to its end. */
  readonly policy: Omit<ChainExit<Origin>, 'flight'>;
  /** The last one is next, so that branches end in the order of the rules; what has ended waits its turn. */
  readonly pending: (Frame<Origin> | ChainExit<Origin>)[];
  readonly exits: ChainExit<Origin>[];
}

export function runChain<Origin>(
  start: { readonly table: string; readonly name: string; readonly hook: Hook },
  flight: Flight<Origin>,
  world: World<Origin>,
  effort: Effort = newEffort(),
): readonly ChainExit<Origin>[] {
  const drops = world.index.chain(start.table, start.name)?.declaration?.policy === 'drop';
  const reason = `no rule lets it through, and the policy of ${start.table} ${start.name} is to drop`;
  const policy = drops ? ({ verdict: 'drop', reason } as const) : ({ verdict: 'accept' } as const);
  const walk: Walk<Origin> = { hook: start.hook, world, effort, policy, pending: [], exits: [] };
  const chain = world.chain(start.table, start.name);
  if (!chain) return [{ flight, verdict: 'accept' }];
  walk.pending.push(enter(chain, flight, undefined, undefined));
  for (let next = walk.pending.pop(); next; next = walk.pending.pop()) {
    if ('verdict' in next) walk.exits.push(next);
    else advance(next, walk);
  }
  return walk.exits;
}

function enter<Origin>(
  chain: DispatchChain<Origin>,
  flight: Flight<Origin>,
  caller: Frame<Origin> | undefined,
  before: ChainPath | undefined,
): Frame<Origin> {
  // Nothing in a chain changes the destination and goes on: all branches are offered the same rules.
  const rules = chain.candidates(flight.packet);
  return { chain, rules, at: 0, caller, path: { name: chain.name, before }, flights: [flight] };
}

/** Goes on until a rule leads somewhere else. */
function advance<Origin>(frame: Frame<Origin>, walk: Walk<Origin>): void {
  let flights = limited(mergeFlights(frame.flights), walk);
  for (let at = frame.at; at < frame.rules.length && flights.length > 0; at++) {
    walk.effort.rulesLeft -= flights.length;
    if (walk.effort.rulesLeft < 0) {
      giveUp(flights, tooManyRules, walk);
      return;
    }
    const stop = passRule(frame, at, flights, walk);
    if (!stop.isSimple) return;
    flights = stop.flights;
  }
  for (const flight of flights) leave(flight, frame, walk);
}

interface Passed<Origin> {
  /** The next rule of the chain is next, for these. */
  readonly isSimple: boolean;
  readonly flights: readonly Flight<Origin>[];
}

/** One rule for all branches that stand before it. Where it leads elsewhere, the rest of the chain waits. */
function passRule<Origin>(
  frame: Frame<Origin>,
  at: number,
  flights: readonly Flight<Origin>[],
  walk: Walk<Origin>,
): Passed<Origin> {
  const { chain, rules } = frame;
  const place = { table: chain.table, chain: chain.name, hook: walk.hook, world: walk.world };
  const following: Frame<Origin> = { ...frame, at: at + 1, flights: [] };
  const left: Led<Origin>[] = [];
  for (const flight of flights) {
    const { untouched, effects, doubt } = runRule(rules[at]!, { ...place, flight });
    for (const other of untouched) following.flights.push(other);
    if (doubt) left.push({ flight: doubt.flight, verdict: 'unknown', reason: doubt.reason });
    for (const effect of effects) {
      if (effect.next.kind === 'continue') following.flights.push(effect.flight);
      else left.push(follow(effect.next, effect.flight, following, walk));
    }
  }
  if (left.length === 0) {
    const isSame = following.flights.length === flights.length;
    return { isSimple: true, flights: isSame ? following.flights : limited(mergeFlights(following.flights), walk) };
  }
  walk.pending.push(following);
  for (const led of joined(left).reverse()) {
    if (led !== 'left') walk.pending.push(led);
  }
  return { isSimple: false, flights: [] };
}

/** Where a branch is after a rule; `left` if it is back at its caller. */
type Led<Origin> = Frame<Origin> | ChainExit<Origin> | 'left';

/** Branches that enter the same chain do so together. */
function joined<Origin>(left: readonly Led<Origin>[]): Led<Origin>[] {
  const frames = new Map<string, Frame<Origin>>();
  return left.filter(led => {
    if (led === 'left' || 'verdict' in led) return true;
    const key = `${led.chain.name} ${led.caller?.at} ${led.caller?.chain.name}`;
    const known = frames.get(key);
    for (const flight of known ? led.flights : []) known!.flights.push(flight);
    if (!known) frames.set(key, led);
    return !known;
  });
}

function limited<Origin>(flights: readonly Flight<Origin>[], walk: Walk<Origin>): readonly Flight<Origin>[] {
  if (flights.length <= waysAtOnce) return flights;
  giveUp(flights.slice(waysAtOnce), tooManyWays, walk);
  return flights.slice(0, waysAtOnce);
}

function giveUp<Origin>(flights: readonly Flight<Origin>[], reason: string, walk: Walk<Origin>): void {
  for (const flight of flights) walk.exits.push({ flight, verdict: 'unknown', reason });
}

/** The end of a chain: back to the caller, or, in a base chain, to its policy. */
function leave<Origin>(flight: Flight<Origin>, { caller }: Frame<Origin>, walk: Walk<Origin>): void {
  if (caller) caller.flights.push(flight);
  else walk.exits.push({ flight, ...walk.policy });
}

/** Takes a branch to where a rule sends it; `frame` is the place after that rule. */
function follow<Origin>(
  next: Exclude<Next, { kind: 'continue' }>,
  flight: Flight<Origin>,
  frame: Frame<Origin>,
  walk: Walk<Origin>,
): Led<Origin> {
  switch (next.kind) {
    case 'return':
      if (!frame.caller) return { flight, ...walk.policy };
      frame.caller.flights.push(flight);
      return 'left';
    case 'jump':
      return lead(next.chain, flight, frame, { caller: frame, walk });
    case 'goto':
      return lead(next.chain, flight, frame, { caller: frame.caller, walk });
    default:
      return { flight, verdict: next.kind };
  }
}

function lead<Origin>(
  name: string,
  flight: Flight<Origin>,
  { chain: { table }, path }: Frame<Origin>,
  { caller, walk }: { caller: Frame<Origin> | undefined; walk: Walk<Origin> },
): Frame<Origin> | ChainExit<Origin> {
  const loop = loopTo(name, path);
  const chain = walk.world.chain(table, name);
  if (loop !== undefined) return { flight, verdict: 'unknown', reason: `the chains lead in a circle: ${loop}` };
  if (!chain) return { flight, verdict: 'unknown', reason: `there is no chain ${name} in ${table}` };
  return enter(chain, flight, caller, path);
}

/** The circle that another visit to the chain would close; undefined for none. */
function loopTo(name: string, path: ChainPath): string | undefined {
  let at: ChainPath | undefined = path;
  while (at && at.name !== name) at = at.before;
  if (!at) return undefined;
  const names: string[] = [name];
  for (let back: ChainPath | undefined = path; back && back !== at.before; back = back.before) names.unshift(back.name);
  return names.join(' → ');
}
