/**
 * Stages of which a capture does not tell whether a packet comes to them, or in which order. In: such a stage, a branch.
 * Out: the ways on of every possibility, each of which takes its own for granted; where all come to the same, nothing is
 * open.
 */
import type { IndexedChain } from '../netfilter/indexRuleset.ts';
import type { Stage } from './hooks.ts';
import type { Flight } from './packet.ts';
import { type ChainExit, runChain } from './runChain.ts';
import type { StageExit, StagePlace } from './stage.ts';
import { testInterface } from './testMatch.ts';

export function runFilter<Origin>(
  chain: IndexedChain<Origin>,
  { flight, world, hook, effort }: StagePlace<Origin>,
): readonly ChainExit<Origin>[] {
  return runChain({ ...chain, hook }, flight, world, effort);
}

/** Both ways are followed where it is not known which one the packet takes. */
function eitherWay<Origin>(
  reason: string,
  flight: Flight<Origin>,
  ways: { readonly no: Way<Origin>; readonly yes: Way<Origin> },
): readonly StageExit<Origin>[] {
  const doubt = { flight, reason };
  const assume = (holds: boolean) => ({ ...flight, assumed: [...flight.assumed, { doubt, holds }] });
  return [...ways.no(assume(false)), ...ways.yes(assume(true))];
}

type Way<Origin> = (flight: Flight<Origin>) => readonly StageExit<Origin>[];

const pass = <Origin>(flight: Flight<Origin>): readonly StageExit<Origin>[] => [{ flight, verdict: 'accept' }];

/** A chain at the devices that it names. */
export function runAtDevices<Origin>(
  chain: IndexedChain<Origin>,
  devices: readonly string[],
  place: StagePlace<Origin>,
): readonly StageExit<Origin>[] {
  const { flight, world, hook } = place;
  const direction = hook === 'ingress' ? 'in' : 'out';
  const answers = devices.map(name =>
    testInterface({ kind: 'interface', direction, name, prefix: false }, flight.packet, world.host),
  );
  const run: Way<Origin> = own => runFilter(chain, { ...place, flight: own });
  if (answers.includes(true)) return run(flight);
  const doubt = answers.find(answer => typeof answer === 'object');
  if (!doubt || !('unknown' in doubt)) return pass(flight);
  return eitherWay(`${chain.table} ${chain.name}: ${doubt.unknown}`, flight, { no: pass, yes: run });
}

/** Nothing tells which interfaces are bridges, nor what their ports are called. */
export function crossBridge<Origin>(
  chain: IndexedChain<Origin>,
  place: StagePlace<Origin>,
): readonly StageExit<Origin>[] {
  const { flight, world } = place;
  const { inInterface, outInterface } = flight.packet;
  const port = { name: 'the port of a bridge', nameAssumed: true, addresses: [] } as const;
  const onBridge = { ...world, host: { ...world.host, interfaces: [port] } };
  const named = (name: string | undefined) => (name === undefined ? name : port.name);
  return eitherWay(`whether it crosses a bridge, where ${chain.table} ${chain.name} decides on it`, flight, {
    no: pass,
    yes: own => {
      const packet = { ...own.packet, inInterface: named(inInterface), outInterface: named(outInterface) };
      const exits = runFilter(chain, { ...place, world: onBridge, flight: { ...own, packet } });
      return exits.map(exit => ({
        ...exit,
        flight: { ...exit.flight, packet: { ...exit.flight.packet, inInterface, outInterface } },
      }));
    },
  });
}

/** Run by `run`, which knows all kinds of stages. */
export function runInAnyOrder<Origin>(
  [first = [], ...others]: readonly (readonly Stage<Origin>[])[],
  place: StagePlace<Origin>,
  run: RunStage,
): readonly StageExit<Origin>[] {
  const inTurn: Way<Origin> = flight => runInTurn(first, { ...place, flight }, run);
  if (others.length === 0) return inTurn(place.flight);
  return eitherWay(`which tool's rules at ${place.hook} are asked first`, place.flight, {
    no: inTurn,
    yes: flight => runInAnyOrder(others, { ...place, flight }, run),
  });
}

type RunStage = <Origin>(stage: Stage<Origin>, place: StagePlace<Origin>) => readonly StageExit<Origin>[];

function runInTurn<Origin>(
  stages: readonly Stage<Origin>[],
  place: StagePlace<Origin>,
  run: RunStage,
): readonly StageExit<Origin>[] {
  let exits: readonly StageExit<Origin>[] = pass(place.flight);
  for (const stage of stages) {
    exits = exits.flatMap(exit => (exit.verdict === 'accept' ? run(stage, { ...place, flight: exit.flight }) : [exit]));
  }
  return exits;
}
