/**
 * Walks a base chain with everything that it leads to. In: a chain, a branch. Out: every way out of it, in the order of
 * the rules: `jump` comes back when its chain is through, `goto` comes back to where its chain's caller went on. A chain
 * that leads to itself is reported. Works without recursion: captured rules may nest as deep as they like.
 */
import type { DispatchChain, NumberedRule } from './dispatch.ts';
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

interface Frame<Origin> {
  readonly chain: DispatchChain<Origin>;
  readonly rules: readonly NumberedRule<Origin>[];
  /** Index into `rules` of the rule that is next. */
  readonly at: number;
  /** Where a return leads. */
  readonly caller: Frame<Origin> | undefined;
  readonly path: ChainPath;
}

/** The chains that led here, also those that were left by goto. */
interface ChainPath {
  readonly name: string;
  readonly before: ChainPath | undefined;
}

interface Branch<Origin> {
  readonly flight: Flight<Origin>;
  readonly frame: Frame<Origin>;
}

interface Walk<Origin> {
  readonly hook: Hook;
  readonly world: World<Origin>;
  /** What the base chain's policy does with what comes to its end. */
  readonly policy: Omit<ChainExit<Origin>, 'flight'>;
  /** The last one is next, so that branches end in the order of the rules; what has ended waits its turn. */
  readonly pending: (Branch<Origin> | ChainExit<Origin>)[];
  readonly exits: ChainExit<Origin>[];
}

export function runChain<Origin>(
  start: { readonly table: string; readonly name: string; readonly hook: Hook },
  flight: Flight<Origin>,
  world: World<Origin>,
): readonly ChainExit<Origin>[] {
  const drops = world.index.chain(start.table, start.name)?.declaration?.policy === 'drop';
  const reason = `no rule lets it through, and the policy of ${start.table} ${start.name} is to drop`;
  const policy = drops ? ({ verdict: 'drop', reason } as const) : ({ verdict: 'accept' } as const);
  const walk: Walk<Origin> = { hook: start.hook, world, policy, pending: [], exits: [] };
  const chain = world.chain(start.table, start.name);
  if (!chain) return [{ flight, verdict: 'accept' }];
  walk.pending.push({ flight, frame: enter(chain, flight, undefined, undefined) });
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
  return { chain, rules: chain.candidates(flight.packet), at: 0, caller, path: { name: chain.name, before } };
}

/** Goes on until a rule matches. */
function advance<Origin>({ flight: start, frame }: Branch<Origin>, walk: Walk<Origin>): void {
  const { chain, rules } = frame;
  const place = { table: chain.table, chain: chain.name, hook: walk.hook, world: walk.world };
  let flight = start;
  for (let at = frame.at; at < rules.length; at++) {
    const { untouched, effects, doubt } = runRule(rules[at]!, { ...place, flight });
    if (doubt) {
      const rule = `rule ${rules[at]!.number} of ${chain.table} ${chain.name}`;
      walk.exits.push({ flight: doubt.flight, verdict: 'unknown', reason: `${rule}: ${doubt.reason}` });
      if (!untouched) return;
    }
    if (effects.length) {
      const following = { ...frame, at: at + 1 };
      if (untouched) walk.pending.push({ flight: untouched, frame: following });
      for (const effect of [...effects].reverse()) follow(effect.next, effect.flight, following, walk);
      return;
    }
    if (untouched) flight = untouched;
  }
  leave(flight, frame, walk);
}

/** The end of a chain: back to the caller, or, in a base chain, to its policy. */
function leave<Origin>(flight: Flight<Origin>, { caller }: Frame<Origin>, walk: Walk<Origin>): void {
  if (caller) walk.pending.push({ flight, frame: caller });
  else walk.exits.push({ flight, ...walk.policy });
}

/** Takes a branch to where a rule sends it; `frame` is the place after that rule. */
function follow<Origin>(next: Next, flight: Flight<Origin>, frame: Frame<Origin>, walk: Walk<Origin>): void {
  switch (next.kind) {
    case 'continue':
      walk.pending.push({ flight, frame });
      break;
    case 'return':
      leave(flight, frame, walk);
      break;
    case 'jump':
      lead(next.chain, flight, frame, { caller: frame, walk });
      break;
    case 'goto':
      lead(next.chain, flight, frame, { caller: frame.caller, walk });
      break;
    default:
      walk.pending.push({ flight, verdict: next.kind });
  }
}

function lead<Origin>(
  name: string,
  flight: Flight<Origin>,
  { chain: { table }, path }: Frame<Origin>,
  { caller, walk }: { caller: Frame<Origin> | undefined; walk: Walk<Origin> },
): void {
  const loop = loopTo(name, path);
  const chain = walk.world.chain(table, name);
  const doubt = loop
    ? `the chains lead in a circle: ${loop}`
    : chain
      ? undefined
      : `there is no chain ${name} in ${table}`;
  if (doubt !== undefined || !chain) walk.pending.push({ flight, verdict: 'unknown', reason: doubt ?? '' });
  else walk.pending.push({ flight, frame: enter(chain, flight, caller, path) });
}

/** The circle that another visit to the chain would close; undefined for none. */
function loopTo(name: string, path: ChainPath): string | undefined {
  const names: string[] = [name];
  for (let at: ChainPath | undefined = path; at; at = at.before) {
    names.unshift(at.name);
    if (at.name === name) return names.join(' → ');
  }
  return undefined;
}
