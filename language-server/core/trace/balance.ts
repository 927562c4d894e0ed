/**
 * The kernel's load balancer (IPVS): a virtual server picks a real server for a new connection. In: a branch at a hook.
 * Out: one way for each server. Round robin gives equal shares; what other schedulers pick cannot be known.
 */
import { type Fraction, fraction } from '../base/fraction.ts';
import type { RealServer, VirtualServer } from '../netfilter/ipvsState.ts';
import { type Flight, share, withDestination } from './packet.ts';
import { routeTo } from './routePacket.ts';
import type { StageExit, StagePlace } from './stage.ts';
import type { World } from './world.ts';

export function takeByVirtualServer<Origin>(place: StagePlace<Origin>): readonly StageExit<Origin>[] {
  const { flight, world } = place;
  const { settled, balanced, translation } = flight.connection;
  const server = settled.server ? undefined : virtualServerOf(flight, world);
  if (!server) return [{ flight, verdict: 'accept' }];
  if (balanced && translation.destination) {
    return [sendTo({ ...translation.destination, origin: server.origin }, fraction(1, 1), server, place)];
  }
  const usable = server.realServers.filter(({ weight }) => weight > 0);
  // Without a server the sender is told that the port is unreachable.
  if (usable.length === 0) return [{ flight, verdict: 'reject' }];
  return usable.map(real => sendTo(real, shareOf(real, server, usable), server, place));
}

type Servers<Origin> = ReadonlyMap<string, VirtualServer<Origin>>;

const indexes = new WeakMap<object, Servers<unknown>>();

function virtualServerOf<Origin>(
  { packet }: Flight<Origin>,
  { ipvs }: World<Origin>,
): VirtualServer<Origin> | undefined {
  if (!ipvs) return undefined;
  let servers = indexes.get(ipvs) as Servers<Origin> | undefined;
  if (!servers) {
    servers = new Map(ipvs.virtualServers.map(s => [`${s.protocol} ${s.address.text} ${s.port}`, s]));
    indexes.set(ipvs, servers as Servers<unknown>);
  }
  return servers.get(`${packet.protocol} ${packet.destination.text} ${packet.destinationPort}`);
}

/** Undefined where the choice cannot be known. */
function shareOf<Origin>(
  real: RealServer<Origin>,
  { scheduler }: VirtualServer<Origin>,
  usable: readonly RealServer<Origin>[],
): Fraction | undefined {
  if (usable.length === 1) return fraction(1, 1);
  if (scheduler === 'rr') return fraction(1, usable.length);
  const total = usable.reduce((sum, { weight }) => sum + weight, 0);
  return scheduler === 'wrr' ? fraction(real.weight, total) : undefined;
}

function sendTo<Origin>(
  { address, port, origin }: Pick<RealServer<Origin>, 'address' | 'port' | 'origin'>,
  part: Fraction | undefined,
  server: VirtualServer<Origin>,
  { flight, hook, world }: StagePlace<Origin>,
): StageExit<Origin> {
  const target = { address, port };
  const event = { kind: 'balance', hook, scheduler: server.scheduler, target, origin } as const;
  const chosen = part ? share(flight, part) : { ...flight, weight: undefined };
  const sent = withDestination(chosen, target);
  const connection = {
    ...sent.connection,
    settled: { ...sent.connection.settled, server: true },
    balanced: { address: server.address, port: server.port },
  };
  const route = routeTo(world.host, address);
  const taken = { ...sent, connection, route, trail: { event, before: flight.trail } };
  if (!route) return { flight: taken, verdict: 'lost', reason: `there is no route to ${address.text}` };
  // A server on this node gets it at once; for any other the packet starts anew as one that the node sends.
  return { flight: taken, verdict: route.local ? 'accept' : 'sent-on' };
}
