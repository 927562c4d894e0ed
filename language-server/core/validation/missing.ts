/** What rules of absence seek. In: the Service that something is missing for. Out: `seeks` of a draft. */
import { podsSought, slicesSought } from '../cluster/endpointGaps.ts';
import type { NamespacedName, Service } from '../cluster/objects.ts';
import type { Missing } from './defineRule.ts';

export const services: readonly string[] = ['Service'];

export function serviceNamed({ namespace, name }: NamespacedName): Missing {
  return { kinds: services, namespace, words: [name], what: 'that Service' };
}

export function slicesFor(service: NamespacedName): Missing {
  return { ...slicesSought(service), what: 'an EndpointSlice for it' };
}

/** Pods that a Service selects, and what makes them. */
export function podsFor(service: Service): Missing {
  return { ...podsSought(service), what: 'matching pods' };
}
