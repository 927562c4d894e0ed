/**
 * Why a Service may have endpoints that the manifests do not show: what is not read, labels that are not known, and pods
 * that something outside of the workspace makes. Every view that counts endpoints, or says that there are none, asks here;
 * the rule selector-no-match is as careful. In: a Service and its cluster. Out: doubts; none where the manifests prove
 * the set.
 */
import { type EndpointGap, endpointGaps } from '../cluster/endpointGaps.ts';
import { isNear, standsTogether } from '../cluster/gapPlaces.ts';
import { idleMakers } from '../cluster/idleMakers.ts';
import type { KubernetesObject, Service } from '../cluster/objects.ts';
import { slicesOfService } from '../cluster/synthesize.ts';
import { nearestSources } from '../validation/selectorNearness.ts';
import type { RoutingSource } from './routingView.ts';

export type EndpointDoubt =
  | EndpointGap
  /** No manifest makes pods that the Service selects, and nothing looks like a slip. */
  | { readonly kind: 'made-elsewhere' };

export type DoubtSource = Pick<RoutingSource, 'cluster' | 'settings' | 'proxyConfiguration'>;

export function endpointDoubts(service: Service, source: DoubtSource): readonly EndpointDoubt[] {
  const typo = likelyTypo(service, source);
  const gaps = endpointGaps(service, source.cluster).filter(gap => !typo || outweighs(gap, typo, service));
  if (gaps.length > 0) return gaps;
  return !typo && isMadeElsewhere(service, source) ? [{ kind: 'made-elsewhere' }] : [];
}

/** Nothing is selected, and these pods' labels are so near that a slip is likelier than pods made elsewhere. */
function likelyTypo({ namespace, selector = {} }: Service, { cluster }: DoubtSource): KubernetesObject | undefined {
  if (cluster.selected(namespace, selector).length > 0) return undefined;
  const [near] = nearestSources(selector, cluster.podSourcesIn(namespace));
  return near?.isLikely ? near.source.object : undefined;
}

/** What is far away matters little where the Service and the pods of the slip stand side by side. */
function outweighs(gap: EndpointGap, typo: KubernetesObject, service: Service): boolean {
  if (gap.kind === 'pod-maker') return gap.isMeant;
  return gap.kind !== 'unread' || !standsTogether(service, [typo]) || isNear(gap.gap, service);
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
