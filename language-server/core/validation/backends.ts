/**
 * What objects ask of the Services that they name. In: an object that names Services, and its cluster. Out: the ports
 * asked for, with the ports of the Service that they mean, and words for what becomes of the object where it fails.
 */
import {
  type KubernetesObject,
  kindOf,
  type Service,
  type ServicePortSpec,
  type ServiceReference,
} from '../cluster/objects.ts';
import { isPortAskedFor, serviceReferencesOf } from '../cluster/references.ts';
import { type FieldPath, type ManifestNode, nodeAt } from '../yaml/manifestNode.ts';
import type { RuleContext } from './defineRule.ts';
import { isExternalName } from './serviceFacts.ts';

type AskedPort = NonNullable<ServiceReference['servicePort']>;

export interface PortRequest {
  readonly asked: AskedPort;
  /** The last of the Services that have the name. */
  readonly service: Service;
  /** Ports that are meant, of all Services of the name; several where one number serves several protocols. */
  readonly meant: readonly ServicePortSpec[];
}

/** Every port that the object asks for, of Services that are known and have ports of their own. */
export function* portRequests({ object, cluster }: Pick<RuleContext, 'object' | 'cluster'>): Iterable<PortRequest> {
  for (const reference of serviceReferencesOf(object)) {
    const services = cluster.servicesNamed(reference);
    const asked = askedPort(reference);
    const isOpen = services.some(service => isExternalName(service) || service.source.isPartial);
    if (asked === undefined || services.length === 0 || isOpen) continue;
    const meant = services.flatMap(service => service.ports).filter(port => isPortAskedFor(port, asked.value));
    yield { asked, service: services.at(-1)!, meant };
  }
}

/** Undefined where a name stands in place of a number or the other way round: that is refused for its type. */
function askedPort({ servicePort, impliedPort }: ServiceReference): AskedPort | undefined {
  if (!servicePort) return impliedPort;
  const isName = servicePort.path.at(-1) === 'name';
  return (typeof servicePort.value === 'string') === isName ? servicePort : undefined;
}

/** The ports as the request would name them: by number where it does, else by name. */
export function waysToAsk(ports: readonly ServicePortSpec[], asked: AskedPort): (number | string)[] {
  return [...new Set(ports.flatMap(port => (typeof asked.value === 'number' ? port.port : port.name) ?? []))];
}

const consequences: readonly (readonly [RegExp, string])[] = [
  [/^StatefulSet$/, 'its pods get no DNS names of their own'],
  [/^(?:Ingress|HTTPRoute|GRPCRoute)$/, 'requests are answered with an error'],
  [/^(?:TCP|TLS)Route$/, 'connections fail'],
  [/^UDPRoute$/, 'packets are lost'],
  [/^/, 'the API server cannot call it'],
];

/** A backend of weight 0 gets no requests, so that nothing fails; `path` leads to a field of it. */
export function isWeightless(node: ManifestNode, path: FieldPath): boolean {
  const weight = nodeAt(node, [...path.slice(0, -1), 'weight']);
  return weight?.kind === 'scalar' && weight.value === 0;
}

/** For a finding about such a backend. */
export const weightless = { verdict: 'advice', severity: 'hint' } as const;

/** What becomes of the object without its Service. */
export function consequenceFor(object: KubernetesObject): string {
  const kind = kindOf(object);
  return consequences.find(([kinds]) => kinds.test(kind))![1];
}

/** The protocol in which the object sends to the Services that it names: HTTP and TLS run over TCP. */
export function transportOf(object: KubernetesObject): 'TCP' | 'UDP' {
  return kindOf(object) === 'UDPRoute' ? 'UDP' : 'TCP';
}
