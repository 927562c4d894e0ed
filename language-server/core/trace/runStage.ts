/**
 * What runs at one place of a hook: a filter chain, address translation, the load balancer. In: a stage, a branch. Out:
 * its ways on. Translation is decided by a connection's first packet, once for each side; rules are not asked again.
 */

import { isLoopback } from '../ip/address.ts';
import { takeByVirtualServer } from './balance.ts';
import type { Stage } from './hooks.ts';
import { crossBridge, runAtDevices, runFilter, runInAnyOrder } from './openStages.ts';
import { type Flight, type Settled, withDestination, withSource } from './packet.ts';
import { routeTo } from './routePacket.ts';
import { type ChainExit, runChain } from './runChain.ts';
import type { StageExit, StagePlace } from './stage.ts';
import type { World } from './world.ts';

export function runStage<Origin>(stage: Stage<Origin>, place: StagePlace<Origin>): readonly StageExit<Origin>[] {
  switch (stage.kind) {
    case 'filter':
      return stage.devices ? runAtDevices(stage.chain, stage.devices, place) : runFilter(stage.chain, place);
    case 'bridge':
      return crossBridge(stage.chain, place);
    case 'either-order':
      return runInAnyOrder(stage.orders, place, runStage);
    case 'nat':
      return translate(stage, place);
    case 'track':
      return [{ flight: settle(place.flight, 'tracking'), verdict: 'accept' }];
    case 'balance':
      return takeByVirtualServer(place);
  }
}

type NatStage<Origin> = Extract<Stage<Origin>, { kind: 'nat' }>;

function translate<Origin>(stage: NatStage<Origin>, place: StagePlace<Origin>): readonly StageExit<Origin>[] {
  const { flight, world, hook } = place;
  const { connection } = flight;
  if (connection.settled[stage.side] || connection.state === 'untracked') return [{ flight, verdict: 'accept' }];
  const exits = connection.state === 'established' ? [repeat(stage, place)] : runNatChains(stage, place);
  return exits.map((exit): StageExit<Origin> => {
    if (exit.verdict !== 'accept') return exit;
    const settled = settle(exit.flight, stage.side);
    const changed = settled.packet.destination !== flight.packet.destination;
    return hook === 'output' && changed ? reroute(settled, world) : { flight: settled, verdict: 'accept' };
  });
}

function settle<Origin>(flight: Flight<Origin>, what: keyof Settled): Flight<Origin> {
  const { connection } = flight;
  return { ...flight, connection: { ...connection, settled: { ...connection.settled, [what]: true } } };
}

/** As it was decided when the connection began. */
function repeat<Origin>({ side }: NatStage<Origin>, { flight, hook }: StagePlace<Origin>): ChainExit<Origin> {
  const { translation, balanced } = flight.connection;
  const { destination, source } = translation;
  if (side === 'destination') {
    // A load balancer's choice is repeated where the load balancer sits.
    return { flight: destination && !balanced ? withDestination(flight, destination) : flight, verdict: 'accept' };
  }
  return { flight: source && hook === 'postrouting' ? withSource(flight, source) : flight, verdict: 'accept' };
}

/** The first chain that translates ends it. */
function runNatChains<Origin>(stage: NatStage<Origin>, place: StagePlace<Origin>): readonly ChainExit<Origin>[] {
  let exits: readonly ChainExit<Origin>[] = [{ flight: place.flight, verdict: 'accept' }];
  for (const chain of stage.chains) {
    exits = exits.flatMap(exit =>
      exit.verdict !== 'accept' || exit.flight.connection.translation[stage.side]
        ? [exit]
        : runChain({ ...chain, hook: place.hook }, exit.flight, place.world, place.effort),
    );
  }
  return exits;
}

/** A process's packet that got another destination is routed again; rules of this hook still see the old interface. */
function reroute<Origin>(flight: Flight<Origin>, { host }: World<Origin>): StageExit<Origin> {
  const { source, destination } = flight.packet;
  const route = routeTo(host, destination);
  if (!route) return { flight, verdict: 'lost', reason: `there is no route to ${destination.text}` };
  if (isLoopback(source) && !route.local && !host.routeLocalnet) {
    return { flight, verdict: 'lost', reason: `${source.text} cannot leave the node by ${route.interface}` };
  }
  return { flight: { ...flight, route }, verdict: 'accept' };
}
