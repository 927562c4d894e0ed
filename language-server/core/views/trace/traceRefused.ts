/**
 * A trace to what the API server refuses: there is no such Service, so no packet comes to one. In: the cluster and what
 * is asked for. Out: the Service that is refused, the one outcome that such a trace has, and refusals that are in doubt.
 */

import { one } from '../../base/fraction.ts';
import { needsClusterIp, standInHolder } from '../../cluster/assumedClusterIps.ts';
import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import type { Service } from '../../cluster/objects.ts';
import type { Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import { type RefusedService, refusedService } from '../ifAccepted.ts';
import { isCertain, type Refusal, refusalSentence } from '../refusal.ts';
import { type RoutingSource, routingView } from '../routingView.ts';
import { claimsOf } from './traceClaims.ts';
import type { TraceResult } from './traceRequest.ts';
import { isNodeAddress } from './traceTarget.ts';
import type { AddressWords, TargetWords } from './traceWords.ts';

/** Of an address, the Service that would have it if it were accepted, where no other has it. */
export function refusedTarget(words: TargetWords, source: RoutingSource): RefusedService | undefined {
  const { written, cluster } = source;
  if (!written || written === cluster) return undefined;
  if (words.kind !== 'address') return refusedService(source, words.service);
  if (claimantsOf(words, source, cluster).length > 0) return undefined;
  for (const service of claimantsOf(words, source, written)) {
    const refused = refusedService(source, service);
    if (refused) return refused;
  }
  return undefined;
}

function claimantsOf(
  { address, port }: AddressWords,
  source: RoutingSource,
  cluster: ClusterIndex,
): readonly Service[] {
  const hasPort = (service: Service) => service.ports.some(own => own.port === port);
  const holder = standInHolder(address, cluster, source.settings);
  return [
    ...cluster.addressClaims(address.text).filter(hasPort),
    ...(isNodeAddress(address, cluster, routingView(source)) ? cluster.nodePortClaims(port) : []),
    ...(holder && needsClusterIp(holder) && hasPort(holder) ? [holder] : []),
  ];
}

export function refusedOutcome(accepted: TraceResult, refusal: Refusal): Outcome<Origin> {
  const [first] = accepted.outcomes;
  const { target, senderAddress } = accepted;
  const { packet, after } = first!;
  return {
    probability: one,
    disposition: 'refused',
    reason: refusalSentence(refusal).replace(/\.$/, ''),
    target: undefined,
    packet: {
      ...packet,
      source: senderAddress ?? packet.source,
      destination: target.address,
      destinationPort: target.port,
    },
    leftBy: undefined,
    masqueraded: false,
    events: [],
    after,
  };
}

/** Of the Services that claim the destination, refusals that nobody can be sure of. */
export function doubtfulRefusals(result: TraceResult): readonly Refusal[] {
  const { refusalOf, cluster } = result.source;
  if (!refusalOf || result.refusal) return [];
  const services = claimsOf(result).flatMap(({ plan: { port } }) =>
    cluster.servicesNamed({ namespace: port.namespace, name: port.serviceName }).slice(-1),
  );
  return [...new Set(services)].flatMap(service => {
    const refusal = refusalOf(service);
    return refusal && refusal.doubt !== 'stored' && !isCertain(refusal) ? [refusal] : [];
  });
}
