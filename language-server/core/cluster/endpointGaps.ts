/**
 * Why the endpoints of a Service may not be all that the manifests show. Whoever says "no endpoints" or counts them asks
 * here first, so that every view gives one answer. In: a Service and its cluster. Out: what could add endpoints; empty
 * where the manifests prove the set.
 */
import type { ClusterIndex, PodSource } from './clusterIndex.ts';
import { type Gap, gapsThatMayHold } from './completeness.ts';
import type { Service } from './objects.ts';
import { selectionOf } from './selection.ts';

export type EndpointGap =
  /** A part of the input that is not read could make pods that the Service selects, or hold its endpoints. */
  | { readonly kind: 'unread'; readonly gap: Gap }
  /** Pods whose labels are not all known: the Service selects them, or does not. */
  | { readonly kind: 'labels'; readonly source: PodSource };

/** Kinds that bring endpoints to a Service. */
export const endpointKinds: readonly string[] = [
  ...['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'],
  ...['Endpoints', 'EndpointSlice'],
];

export function endpointGaps(service: Service, cluster: ClusterIndex): readonly EndpointGap[] {
  const { namespace, selector } = service;
  const gaps = gapsThatMayHold(cluster.model.completeness, { kinds: endpointKinds, namespace });
  const open = cluster.podSourcesIn(namespace).filter(({ pod }) => selectionOf(selector, pod) === 'unknown');
  return [
    ...gaps.map((gap): EndpointGap => ({ kind: 'unread', gap })),
    ...open.map((source): EndpointGap => ({ kind: 'labels', source })),
  ];
}
