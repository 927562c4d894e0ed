/**
 * Packets that never leave the pod which sends them: to its own address, or to 127.0.0.1, which is the pod's own. In: a
 * sender and a destination. Out: the one outcome, in which no rule of the node takes part.
 */
import { one } from '../../base/fraction.ts';
import { type IpAddress, isLoopback } from '../../ip/address.ts';
import type { Protocol } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import type { SourceWords } from './traceWords.ts';

export function staysInPod(sender: SourceWords, address: IpAddress | undefined, destination: IpAddress): boolean {
  const isPod = sender.kind === 'pod' || sender.kind === 'pod-address';
  return isPod && address !== undefined && (isLoopback(destination) || address.text === destination.text);
}

export function ownSocket(packet: {
  readonly protocol: Protocol;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly destinationPort: number;
}): Outcome<Origin> {
  const settled = { tracking: true, destination: true, source: true, server: true };
  const translation = { destination: undefined, source: undefined };
  return {
    probability: one,
    disposition: 'local',
    reason: undefined,
    target: undefined,
    packet: { ...packet, sourcePort: undefined, mark: 0, inInterface: undefined, outInterface: undefined },
    leftBy: undefined,
    masqueraded: false,
    events: [],
    after: {
      connection: { state: 'established', translation, settled, masqueraded: false, balanced: undefined },
      remembered: [],
    },
  };
}
