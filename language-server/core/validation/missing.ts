/** What rules of absence seek. In: the Service that something is missing for. Out: `seeks` of a draft. */
import { podKinds, podsSought, slicesSought } from '../cluster/endpointGaps.ts';
import type { KubernetesObject, NamespacedName, OtherObject, Service } from '../cluster/objects.ts';
import type { Missing } from './defineRule.ts';

export const services: readonly string[] = ['Service'];

export function serviceNamed({ namespace, name }: NamespacedName): Missing {
  return { kinds: services, namespace, words: [name], what: 'that Service' };
}

export function slicesFor(service: NamespacedName): Missing {
  return { ...slicesSought(service), what: 'an EndpointSlice for it' };
}

export const nodeKinds: readonly string[] = ['Node'];

/** What a monitor might select besides these, in whatever namespace. */
export function portBearers({ actualKind }: OtherObject, port: string, evidence: readonly KubernetesObject[]): Missing {
  const kinds = actualKind === 'PodMonitor' ? podKinds : services;
  return { kinds, words: [port], what: 'something with that port for it to select', evidence };
}

/** Pods that a Service selects, and what makes them. */
export function podsFor(service: Service): Missing {
  return { ...podsSought(service), what: 'matching pods' };
}
