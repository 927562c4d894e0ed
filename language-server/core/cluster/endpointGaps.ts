/**
 * Why the endpoints of a Service may not be all that the manifests show. Whoever says "no endpoints" or counts them asks
 * here first, so that every view gives one answer. In: a Service and its cluster. Out: what could add endpoints; empty
 * where the manifests prove the set.
 */
import { isUnknownText } from '../yaml/unknownText.ts';
import type { ClusterIndex, PodSource } from './clusterIndex.ts';
import type { Gap, Sought } from './completeness.ts';
import { isNear, standsTogether } from './gapPlaces.ts';
import { idleMakers } from './idleMakers.ts';
import type { PossibleMaker } from './makerKeys.ts';
import type { NamespacedName, OtherObject, Service, Workload } from './objects.ts';
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
  | { readonly kind: 'pod-maker'; readonly object: PossibleMaker; readonly isMeant: boolean }
  /** An autoscaler decides how many pods the selected workload has, where its manifest gives the Service none. */
  | { readonly kind: 'scaler'; readonly object: OtherObject; readonly target: Workload }
  /** Another tool fills in how many pods a selected workload has. */
  | { readonly kind: 'replicas'; readonly object: Workload };

/** Kinds that make pods. */
export const podKinds: readonly string[] = [
  ...['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'],
  ...['Rollout', 'DeploymentConfig', 'CloneSet'],
];
const sliceKinds: readonly string[] = ['Endpoints', 'EndpointSlice'];

export function endpointGaps(service: Service, cluster: ClusterIndex): readonly EndpointGap[] {
  return [
    ...unreadGaps(service, cluster).map((gap): EndpointGap => ({ kind: 'unread', gap })),
    ...openSources(service, cluster).map((source): EndpointGap => ({ kind: 'labels', source })),
    ...scalers(service, cluster),
    ...openReplicas(service, cluster),
    ...opaqueMakers(service, cluster).map((maker): EndpointGap => ({ kind: 'pod-maker', ...maker })),
  ];
}

/** Pods that stand in the Service's own folder are taken for all, unless something near them is not read. */
function unreadGaps(service: Service, cluster: ClusterIndex): readonly Gap[] {
  const gaps = [...new Set([...cluster.gapsFor(podsSought(service)), ...cluster.gapsFor(slicesSought(service))])];
  const selected = gaps.length ? cluster.selected(service.namespace, service.selector) : [];
  const pods = selected.map(({ object }) => object).filter(({ source }) => !source.isPartial);
  return pods.length && standsTogether(service, pods) ? gaps.filter(gap => isNear(gap, service)) : gaps;
}

/** The values of the selector stand in the text of what makes such pods. */
export function podsSought({ namespace, selector = {} }: Service): Sought {
  const written = Object.entries(selector).filter(([key]) => !setByController.test(key));
  return { kinds: podKinds, namespace, words: written.map(([, value]) => value) };
}

/** They name the Service, in a label or by their own name. */
export function slicesSought({ namespace, name }: NamespacedName): Sought {
  return { kinds: sliceKinds, namespace, words: [name] };
}

/** Labels whose values stand in no manifest. */
const setByController = /^(?:(?:statefulset|apps|batch)\.kubernetes\.io\/|controller-|job-name$|pod-template-)/;

function openReplicas({ namespace, selector }: Service, cluster: ClusterIndex): readonly EndpointGap[] {
  return cluster.selected(namespace, selector).flatMap(({ object }): EndpointGap[] => {
    const isOpen = object.kind !== 'Pod' && object.replicasUnknown && isStanding(object, cluster);
    return isOpen ? [{ kind: 'replicas', object }] : [];
  });
}

/** KEDA starts pods from 0; a HorizontalPodAutoscaler leaves a workload without replicas alone. */
function scalers(service: Service, cluster: ClusterIndex): readonly EndpointGap[] {
  return idleMakers(service, cluster).flatMap(({ reason, object: target, scalers: found }) =>
    found
      .filter(({ actualKind }) => reason === 'no-such-ordinal' || actualKind !== 'HorizontalPodAutoscaler')
      .map((object): EndpointGap => ({ kind: 'scaler', object, target })),
  );
}

function openSources({ namespace, selector = {} }: Service, cluster: ClusterIndex): readonly PodSource[] {
  const candidates = Object.entries(selector).flatMap(([key, value]) =>
    isUnknownText(value) ? cluster.podSourcesIn(namespace) : cluster.openLabel(namespace, key),
  );
  return [...new Set(candidates)].filter(
    ({ object, pod }) => selectionOf(selector, pod) === 'unknown' && isStanding(object, cluster),
  );
}
