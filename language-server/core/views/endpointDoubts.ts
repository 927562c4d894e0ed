/**
 * Why a Service may have endpoints that the manifests do not show: what is not read, labels that are not known, and pods
 * that something outside of the workspace makes. Every view that counts endpoints, or says that there are none, asks here;
 * the rule selector-no-match is as careful. In: a Service and its cluster. Out: doubts; none where the manifests prove
 * the set.
 */
import { type EndpointGap, endpointGaps } from '../cluster/endpointGaps.ts';
import { idleMakers } from '../cluster/idleMakers.ts';
import type { Service } from '../cluster/objects.ts';
import { slicesOfService } from '../cluster/synthesize.ts';
import { nearestSources } from '../validation/selectorNearness.ts';
import type { RoutingSource } from './routingView.ts';

export type EndpointDoubt =
  | EndpointGap
  /** No manifest makes pods that the Service selects, and nothing looks like a slip. */
  | { readonly kind: 'made-elsewhere' };

export type DoubtSource = Pick<RoutingSource, 'cluster' | 'settings' | 'proxyConfiguration'>;

export function endpointDoubts(service: Service, source: DoubtSource): readonly EndpointDoubt[] {
  const isTypo = isLikelyTypo(service, source);
  const gaps = endpointGaps(service, source.cluster).filter(gap => gap.kind !== 'pod-maker' || gap.isMeant || !isTypo);
  if (gaps.length > 0) return gaps;
  return !isTypo && isMadeElsewhere(service, source) ? [{ kind: 'made-elsewhere' }] : [];
}

/** Nothing is selected, and a pod's labels are so near that a slip is likelier than pods made elsewhere. */
function isLikelyTypo({ namespace, selector = {} }: Service, { cluster }: DoubtSource): boolean {
  if (cluster.selected(namespace, selector).length > 0) return false;
  return nearestSources(selector, cluster.podSourcesIn(namespace))[0]?.isLikely ?? false;
}

/**
 * Nothing in the manifests is selected. A configuration that is named describes a node as it runs, with the endpoints that
 * it has.
 */
function isMadeElsewhere(service: Service, { cluster, settings, proxyConfiguration }: DoubtSource): boolean {
  const { namespace, selector = {} } = service;
  if (proxyConfiguration !== undefined || Object.keys(selector).length === 0) return false;
  if (cluster.selected(namespace, selector).length > 0 || idleMakers(service, cluster).length > 0) return false;
  return slicesOfService(service, cluster, settings).every(slice => slice.inferred);
}
