/** What rules of absence seek. In: the Service that something is missing for. Out: `seeks` of a draft. */
import { endpointKinds } from '../cluster/endpointGaps.ts';
import type { NamespacedName, Service } from '../cluster/objects.ts';
import type { Missing } from './defineRule.ts';

export const services: readonly string[] = ['Service'];
const slices: readonly string[] = ['Endpoints', 'EndpointSlice'];

export function serviceNamed({ namespace, name }: NamespacedName): Missing {
  return { kinds: services, namespace, words: [name], what: 'that Service' };
}

export function slicesFor({ namespace, name }: NamespacedName): Missing {
  return { kinds: slices, namespace, words: [name], what: 'an EndpointSlice for it' };
}

/** Pods that a Service selects, and what makes them. */
export function podsFor({ namespace, selector = {} }: Service): Missing {
  const written = Object.entries(selector).filter(([key]) => !setByController.test(key));
  return { kinds: endpointKinds, namespace, words: written.map(([, value]) => value), what: 'matching pods' };
}

/** Labels whose values stand in no manifest. */
const setByController = /^(?:(?:statefulset|apps|batch)\.kubernetes\.io\/|controller-|job-name$|pod-template-)/;
