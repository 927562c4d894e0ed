/** What the tracer says of a flow. In: the flow, a node's compiled rules. Out: outcomes in words that sightings share. */
import { joinHostPort, parseAddress } from '../../core/ip/address.ts';
import type { Outcome } from '../../core/trace/outcome.ts';
import { type PacketToTrace, tracePacket } from '../../core/trace/tracePacket.ts';
import { memoryKey, type World } from '../../core/trace/world.ts';
import type { TraceNode } from '../../core/views/trace/traceWorld.ts';
import type { Flow, Sender } from './flowsList.ts';
import type { Sighting } from './flowsProtocol.ts';

export interface Prediction {
  /** By what is to be seen. */
  readonly outcomes: ReadonlyMap<string, PredictedOutcome>;
}

export interface PredictedOutcome {
  readonly probability: number;
  readonly masqueraded: boolean;
  /** What the sender's next connection may come to, with its share. */
  readonly again: ReadonlyMap<string, number>;
}

export function predict({ sender, target }: Flow, node: TraceNode): Prediction {
  const { protocol, address, port: destinationPort } = target;
  const packet = { protocol, destination: parseAddress(address)!, destinationPort, from: originOf(sender, node) };
  return predictPacket(packet, node.world);
}

export function predictPacket<Origin>(packet: PacketToTrace, world: World<Origin>): Prediction {
  const predicted = new Map<string, PredictedOutcome>();
  for (const outcome of tracePacket(packet, world)) {
    const words = wordsOf(outcome);
    predicted.set(words, {
      probability: (predicted.get(words)?.probability ?? 0) + shareOf(outcome),
      masqueraded: outcome.masqueraded,
      again: sharesAfter(outcome, packet, world),
    });
  }
  return { outcomes: predicted };
}

function originOf({ kind, address }: Sender, { network }: TraceNode): PacketToTrace['from'] {
  if (address === undefined) return { kind: 'process' };
  const isHere = kind === 'pod' || kind === 'endpoint pod';
  return {
    kind: 'interface',
    name: isHere ? network.podInterface : network.uplink,
    address: parseAddress(address)!,
  };
}

function shareOf({ probability }: Outcome<unknown>): number {
  return probability ? Number(probability.numerator) / Number(probability.denominator) : 0;
}

function sharesAfter<Origin>(
  { after }: Outcome<Origin>,
  packet: PacketToTrace,
  world: World<Origin>,
): Map<string, number> {
  const shares = new Map<string, number>();
  const remembered = new Set(after.remembered.map(memoryKey));
  for (const outcome of tracePacket(packet, { ...world, remembered })) {
    const words = wordsOf(outcome);
    shares.set(words, (shares.get(words) ?? 0) + shareOf(outcome));
  }
  return shares;
}

function wordsOf({ disposition, reason, packet }: Outcome<unknown>): string {
  switch (disposition) {
    case 'delivered':
    case 'local':
    case 'forwarded':
      return arrival(disposition, joinHostPort(packet.destination, packet.destinationPort), packet.source.text);
    // Nobody but the rules' counters can tell these two apart.
    case 'dropped':
    case 'lost':
      return 'silence';
    case 'rejected':
    case 'refused':
      return disposition;
    case 'unknown':
      return `unknown: ${reason}`;
  }
}

export function wordsSeen(sighting: Sighting): string {
  if (!('address' in sighting)) return sighting.disposition;
  const { disposition, address, port, source } = sighting;
  return arrival(disposition, joinHostPort(parseAddress(address)!, port), source);
}

function arrival(disposition: string, at: string, source: string): string {
  return `${disposition} at ${at} from ${source}`;
}
