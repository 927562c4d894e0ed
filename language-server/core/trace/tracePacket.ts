/**
 * The way of one packet through a node: hooks in the kernel's order, routing in between. In: a packet, where it comes
 * from, the world. Out: every outcome with its share; the shares add up to 1.
 */
import { one } from '../base/fraction.ts';
import type { IpAddress } from '../ip/address.ts';
import { isLoopback, joinHostPort } from '../ip/address.ts';
import { loopbackInterface } from '../netfilter/hostNetwork.ts';
import type { Protocol } from '../netfilter/ir.ts';
import { type Effort, newEffort } from './effort.ts';
import type { Stage } from './hooks.ts';
import { mergeFlights } from './merge.ts';
import { type Ending, makeOutcome, type Outcome } from './outcome.ts';
import type { Connection, Flight, Packet } from './packet.ts';
import { refusedOnArrival, routeTo, sourceFor } from './routePacket.ts';
import { runStage } from './runStage.ts';
import { type Ended, settle } from './settle.ts';
import type { StageExit } from './stage.ts';
import { type Hook, trailEvents } from './trail.ts';
import type { World } from './world.ts';

export interface PacketToTrace {
  readonly protocol: Protocol;
  readonly destination: IpAddress;
  readonly destinationPort: number;
  /** From outside, by an interface, or from a process on the node, which may leave its address to the kernel. */
  readonly from:
    | { readonly kind: 'interface'; readonly name: string; readonly address: IpAddress }
    | { readonly kind: 'process'; readonly address?: IpAddress };
  readonly sourcePort?: number;
  /** Of a connection that stands already; absent for the first packet of a new one. */
  readonly connection?: Connection;
}

interface Journey<Origin> {
  readonly world: World<Origin>;
  readonly effort: Effort;
  readonly ended: Ended<Origin>[];
}

type Continue<Origin> = (flight: Flight<Origin>) => void;

export function tracePacket<Origin>(sent: PacketToTrace, world: World<Origin>): readonly Outcome<Origin>[] {
  const journey: Journey<Origin> = { world, effort: newEffort(), ended: [] };
  if (sent.from.kind === 'process') send(sent, sent.from.address, journey);
  else arrive(flightOf(sent, sent.from.address, sent.from.name), journey);
  return settle(journey.ended).map(({ flight, ending }) => makeOutcome(flight, inDoubt(ending, flight, world)));
}

/** Where rules are missing, what comes of those at hand is told as not known. */
function inDoubt<Origin>(ending: Ending, flight: Flight<Origin>, world: World<Origin>): Ending {
  const missing = world.missing ?? hiddenOn(flight, world);
  if (missing === undefined || ending.disposition === 'unknown') return ending;
  const { packet } = flight;
  const at = joinHostPort(packet.destination, packet.destinationPort);
  const reason = `${missing}; those that it shows ${endings[ending.disposition]} ${at}`;
  return { disposition: 'unknown', reason };
}

/** At the hooks that it passed. */
function hiddenOn<Origin>({ trail }: Flight<Origin>, { hidden }: World<Origin>): string | undefined {
  if (hidden.size === 0) return undefined;
  const entered = trailEvents(trail).flatMap(event => (event.kind === 'enter' ? (hidden.get(event.hook) ?? []) : []));
  const [first] = entered;
  return first === undefined
    ? undefined
    : `the captured text is a part: it does not show ${first}, where rules may decide otherwise`;
}

const endings: Readonly<Record<Exclude<Ending['disposition'], 'unknown'>, string>> = {
  delivered: 'would deliver it to',
  local: 'would leave it to the node’s own sockets at',
  forwarded: 'would let it leave the node for',
  rejected: 'would refuse it on its way to',
  dropped: 'would drop it on its way to',
  lost: 'would let it get lost on its way to',
};

const nothingSettled = { tracking: false, destination: false, source: false, server: false };

const newConnection: Connection = {
  state: 'new',
  translation: { destination: undefined, source: undefined },
  settled: nothingSettled,
  masqueraded: false,
  balanced: undefined,
};

function flightOf<Origin>(sent: PacketToTrace, source: IpAddress, inInterface: string | undefined): Flight<Origin> {
  const { protocol, destination, destinationPort, sourcePort } = sent;
  const packet: Packet = {
    protocol,
    source,
    sourcePort,
    destination,
    destinationPort,
    mark: 0,
    inInterface,
    outInterface: undefined,
  };
  const original = { source, sourcePort, destination, destinationPort };
  const connection = sent.connection ? { ...sent.connection, settled: nothingSettled } : { ...newConnection, original };
  return { weight: one, packet, connection, route: undefined, trail: undefined, remembered: [], assumed: [] };
}

function end<Origin>(flight: Flight<Origin>, ending: Ending, journey: Journey<Origin>): void {
  journey.ended.push({ flight, ending });
}

function lost<Origin>(flight: Flight<Origin>, reason: string, journey: Journey<Origin>): void {
  end(flight, { disposition: 'lost', reason }, journey);
}

/** By an interface: routing comes after the first hook. */
function arrive<Origin>(flight: Flight<Origin>, journey: Journey<Origin>): void {
  const { source, destination } = flight.packet;
  // IPv6 refuses loopback addresses from a wire before any hook.
  if (destination.family === 'IPv6' && (isLoopback(destination) || isLoopback(source))) {
    lost(flight, 'a loopback address from outside is thrown away at once', journey);
    return;
  }
  enter(flight, journey, passed => routeArrived(passed, journey));
}

/** From a device, maybe over a bridge, to the IP layer. */
function enter<Origin>(flight: Flight<Origin>, journey: Journey<Origin>, then: Continue<Origin>): void {
  passHooks(['ingress', 'bridge-prerouting', 'bridge-input', 'prerouting'], flight, journey, then);
}

function routeArrived<Origin>(flight: Flight<Origin>, journey: Journey<Origin>): void {
  const { host } = journey.world;
  const { source, destination } = flight.packet;
  const refusal = refusedOnArrival(host, source, destination);
  const route = routeTo(host, destination);
  if (refusal !== undefined) lost(flight, refusal, journey);
  else if (!route) lost(flight, `there is no route to ${destination.text}`, journey);
  else if (route.local) deliver({ ...flight, route }, journey);
  else {
    const forwarded = leavingBy({ ...flight, route });
    passHook('forward', forwarded, journey, passed => leave(passed, journey));
  }
}

function leavingBy<Origin>(flight: Flight<Origin>): Flight<Origin> {
  return { ...flight, packet: { ...flight.packet, outInterface: flight.route?.interface } };
}

/** To the node's own sockets. */
function deliver<Origin>(flight: Flight<Origin>, journey: Journey<Origin>): void {
  const arrived = { ...flight, packet: { ...flight.packet, outInterface: undefined } };
  passHook('input', arrived, journey, passed => {
    end(passed, { disposition: passed.connection.translation.destination ? 'delivered' : 'local' }, journey);
  });
}

/** The load balancer found a server elsewhere: it sends the packet on as if the node had made it. */
function sendOn<Origin>(flight: Flight<Origin>, journey: Journey<Origin>): void {
  const sent = { ...flight, packet: { ...flight.packet, inInterface: undefined } };
  passHook('output', leavingBy(sent), journey, passed => leave(passed, journey));
}

/** From a process: routing comes first, for the source address and the interface that rules see. */
function send<Origin>(sent: PacketToTrace, bound: IpAddress | undefined, journey: Journey<Origin>): void {
  const { host } = journey.world;
  const route = routeTo(host, sent.destination);
  const source = bound ?? (route && sourceFor(host, sent.destination, route));
  const flight = flightOf<Origin>(sent, source ?? sent.destination, undefined);
  if (!route || !source) lost(flight, `there is no route to ${sent.destination.text}`, journey);
  else passHook('output', leavingBy({ ...flight, route }), journey, passed => leave(passed, journey));
}

function leave<Origin>(flight: Flight<Origin>, journey: Journey<Origin>): void {
  const isForwarded = flight.packet.inInterface !== undefined;
  const onBridge = isForwarded ? (['bridge-forward'] as const) : [];
  const hooks: readonly Hook[] = ['postrouting', ...onBridge, 'bridge-output', 'bridge-postrouting', 'egress'];
  passHooks(hooks, leavingBy(flight), journey, passed => depart(passed, journey));
}

function depart<Origin>(flight: Flight<Origin>, journey: Journey<Origin>): void {
  const { packet, connection, route } = flight;
  if (route?.local) comeBack(flight, journey);
  else if (packet.source.text === packet.destination.text) {
    lost(flight, `${packet.destination.text} does not accept a packet from its own address`, journey);
  } else {
    const disposition = connection.translation.destination ? 'delivered' : 'forwarded';
    end(flight, { disposition, ...(route ? { leftBy: route.interface } : {}) }, journey);
  }
}

/** What the node sends to itself comes in again by the loopback interface, already routed. */
function comeBack<Origin>(flight: Flight<Origin>, journey: Journey<Origin>): void {
  const packet = { ...flight.packet, inInterface: loopbackInterface, outInterface: undefined };
  passHooks(['ingress', 'prerouting'], { ...flight, packet }, journey, passed => deliver(passed, journey));
}

/** One after the other; those without rules leave no trace but for the IP layer's own. */
function passHooks<Origin>(
  [hook, ...rest]: readonly Hook[],
  flight: Flight<Origin>,
  journey: Journey<Origin>,
  then: Continue<Origin>,
): void {
  if (hook === undefined) then(flight);
  else if (journey.world.stages[hook].length === 0 && !isOfIpLayer(hook)) passHooks(rest, flight, journey, then);
  else passHook(hook, flight, journey, passed => passHooks(rest, passed, journey, then));
}

function isOfIpLayer(hook: Hook): boolean {
  return hook === 'prerouting' || hook === 'postrouting';
}

function passHook<Origin>(hook: Hook, flight: Flight<Origin>, journey: Journey<Origin>, then: Continue<Origin>): void {
  const trail = { event: { kind: 'enter', hook, packet: flight.packet }, before: flight.trail } as const;
  passStages(journey.world.stages[hook], { hook, journey, then }, { ...flight, trail });
}

interface Passage<Origin> {
  readonly hook: Hook;
  readonly journey: Journey<Origin>;
  readonly then: Continue<Origin>;
}

function passStages<Origin>(
  [stage, ...rest]: readonly Stage<Origin>[],
  passage: Passage<Origin>,
  flight: Flight<Origin>,
): void {
  if (!stage) {
    passage.then(flight);
    return;
  }
  const { hook, journey } = passage;
  for (const exit of simplify(runStage(stage, { hook, flight, world: journey.world, effort: journey.effort }))) {
    if (exit.verdict === 'accept') passStages(rest, passage, exit.flight);
    else if (exit.verdict === 'sent-on') sendOn(exit.flight, journey);
    else end(exit.flight, endingOf(exit), journey);
  }
}

/** So few ways that lead to the same are told each with its own steps. */
const waysKeptApart = 64;

function simplify<Origin>(exits: readonly StageExit<Origin>[]): readonly StageExit<Origin>[] {
  const passed = exits.flatMap(({ flight, verdict }) => (verdict === 'accept' ? [flight] : []));
  if (passed.length <= waysKeptApart && passed.every(({ assumed }) => assumed.length === 0)) return exits;
  const merged = mergeFlights(passed);
  if (merged.length === passed.length) return exits;
  const ended = exits.filter(({ verdict }) => verdict !== 'accept');
  return [...ended, ...merged.map(flight => ({ flight, verdict: 'accept' as const }))];
}

function endingOf<Origin>({ verdict, reason }: StageExit<Origin>): Ending {
  const because = reason === undefined ? {} : { reason };
  switch (verdict) {
    case 'drop':
      return { disposition: 'dropped', ...because };
    case 'reject':
      return { disposition: 'rejected' };
    default:
      return { disposition: verdict === 'lost' ? 'lost' : 'unknown', ...because };
  }
}
