/** Who sent a traced packet, as the rules saw it. In: an outcome. Out: its address, where it came in. */
import type { IpAddress } from '../../ip/address.ts';
import type { Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import type { Packet } from '../../trace/packet.ts';
import { isOwnAddress } from '../../trace/routePacket.ts';
import type { TraceResult } from './traceRequest.ts';

/** As it was before any rule. */
export function sentPacket({ events }: Outcome<Origin>): Packet | undefined {
  const first = events.find(event => event.kind === 'enter');
  return first?.kind === 'enter' ? first.packet : undefined;
}

export function senderOf(outcome: Outcome<Origin>): IpAddress | undefined {
  return sentPacket(outcome)?.source;
}

export type SenderPlace = 'node' | 'pod-here' | 'elsewhere';

export function senderPlace(outcome: Outcome<Origin>, { node }: TraceResult): SenderPlace {
  const packet = sentPacket(outcome);
  if (!packet || isOwnAddress(node.network.host, packet.source)) return 'node';
  return packet.inInterface === node.network.podInterface ? 'pod-here' : 'elsewhere';
}
