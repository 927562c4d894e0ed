/**
 * Why the endpoints of a Service may not be all that the manifests show. Whoever says "no endpoints" or counts them asks
 * here first, so that every view gives one answer. In: a Service and its cluster. Out: what could add endpoints; empty
 * where the manifests prove the set.
 */
import { isUnknownText } from '../yaml/unknownText.ts';
import type { ClusterIndex, PodSource } from './clusterIndex.ts';
import { type Gap, gapsThatMayHold } from './completeness.ts';
import type { PossibleMaker } from './makerKeys.ts';
import type { Service } from './objects.ts';
import { opaqueMakers } from './opaqueMakers.ts';
import { selectionOf } from './selection.ts';
import { isStanding } from './standingPods.ts';

export type EndpointGap =
  /** A part of the input that is not read could make pods that the Service selects, or hold its endpoints. */
  | { readonly kind: 'unread'; readonly gap: Gap }
  /** Pods whose labels are not all known: the Service selects them, or does not. */
  | { readonly kind: 'labels'; readonly source: PodSource }
  /**
   * A custom resource whose controller makes pods that no manifest shows. `isMeant`: a label of the selector speaks of it.
   */
  | { readonly kind: 'pod-maker'; readonly object: PossibleMaker; readonly isMeant: boolean };

/** Kinds that bring endpoints to a Service. */
export const endpointKinds: readonly string[] = [
  ...['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'],
  ...['Rollout', 'DeploymentConfig', 'CloneSet'],
  ...['Endpoints', 'EndpointSlice'],
];

export function endpointGaps(service: Service, cluster: ClusterIndex): readonly EndpointGap[] {
  const { namespace } = service;
  const gaps = gapsThatMayHold(cluster.model.completeness, { kinds: endpointKinds, namespace });
  return [
    ...gaps.map((gap): EndpointGap => ({ kind: 'unread', gap })),
    ...openSources(service, cluster).map((source): EndpointGap => ({ kind: 'labels', source })),
    ...opaqueMakers(service, cluster).map((maker): EndpointGap => ({ kind: 'pod-maker', ...maker })),
  ];
}

function openSources({ namespace, selector = {} }: Service, cluster: ClusterIndex): readonly PodSource[] {
  const candidates = Object.entries(selector).flatMap(([key, value]) =>
    isUnknownText(value) ? cluster.podSourcesIn(namespace) : cluster.openLabel(namespace, key),
  );
  return [...new Set(candidates)].filter(
    ({ object, pod }) => selectionOf(selector, pod) === 'unknown' && isStanding(object, cluster),
  );
}
