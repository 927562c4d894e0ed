/**
 * Why a Service may have endpoints that the manifests do not show: what is not read, labels that are not known, and pods
 * that something outside of the workspace makes. In: a Service and its cluster. Out: assumptions; none where the
 * manifests prove the set. The rule selector-no-match is as careful.
 */

import { type EndpointGap, endpointGaps } from '../../cluster/endpointGaps.ts';
import { idleMakers } from '../../cluster/idleMakers.ts';
import { kindOf, type Service } from '../../cluster/objects.ts';
import { slicesOfService } from '../../cluster/synthesize.ts';
import { nearestSources } from '../../validation/selectorNearness.ts';
import type { RoutingSource } from '../routingView.ts';
import {
  type Assumption,
  endpointsNotRead,
  labelsUnknown,
  podMaker,
  podsMadeElsewhere,
  replicasScaled,
} from './assumption.ts';

export function endpointDoubts(service: Service, source: RoutingSource): readonly Assumption[] {
  const isTypo = isLikelyTypo(service, source);
  const gaps = endpointGaps(service, source.cluster).filter(gap => gap.kind !== 'pod-maker' || gap.isMeant || !isTypo);
  if (gaps.length > 0) return gaps.map(gap => ofGap(service, gap));
  return isTypo ? [] : madeElsewhere(service, source);
}

/** Nothing is selected, and a pod's labels are so near that a slip is likelier than pods made elsewhere. */
function isLikelyTypo({ namespace, selector = {} }: Service, { cluster }: RoutingSource): boolean {
  if (cluster.selected(namespace, selector).length > 0) return false;
  return nearestSources(selector, cluster.podSourcesIn(namespace))[0]?.isLikely ?? false;
}

function ofGap(service: Service, gap: EndpointGap): Assumption {
  if (gap.kind === 'labels') {
    const { object } = gap.source;
    return labelsUnknown(service, { kind: kindOf(object), namespace: object.namespace, name: object.name });
  }
  if (gap.kind === 'pod-maker') {
    const { object } = gap;
    return podMaker(service, { kind: kindOf(object), namespace: object.namespace, name: object.name });
  }
  if (gap.kind === 'scaler') {
    const { object, target } = gap;
    return replicasScaled(service, { kind: kindOf(object), namespace: object.namespace, name: object.name }, target);
  }
  const { file, reason, detail } = gap.gap;
  return endpointsNotRead(service, { file, why: detail ?? reason });
}

/**
 * Nothing in the manifests is selected. A configuration that is named describes a node as it runs, with the endpoints that
 * it has.
 */
function madeElsewhere(
  service: Service,
  { cluster, settings, proxyConfiguration }: RoutingSource,
): readonly Assumption[] {
  const { namespace, selector = {} } = service;
  if (proxyConfiguration !== undefined || Object.keys(selector).length === 0) return [];
  if (cluster.selected(namespace, selector).length > 0 || idleMakers(service, cluster).length > 0) return [];
  if (slicesOfService(service, cluster, settings).some(slice => !slice.inferred)) return [];
  const words = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return [podsMadeElsewhere(service, words.join(','))];
}
