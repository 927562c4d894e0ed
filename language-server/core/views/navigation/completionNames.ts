/** Services, their ports and container ports as proposals, each with a word on where it comes from. */
import type { ClusterIndex, PodSource } from '../../cluster/clusterIndex.ts';
import { kindOf, type NamespacedName, type Service, type ServicePortSpec } from '../../cluster/objects.ts';
import { ownNamespaceServices } from '../../validation/crossObject.ts';
import type { CompletionItemView } from './navigationModel.ts';

export interface Proposal {
  readonly value: string | number;
  readonly detail: string;
  readonly kind: CompletionItemView['kind'];
  /** The value of a key that is proposed together with it. */
  readonly follow?: string;
}

export function serviceProposals(
  namespace: string,
  cluster: ClusterIndex,
  isWanted: (service: Service) => boolean = () => true,
): Proposal[] {
  const services = ownNamespaceServices(cluster, namespace).filter(service => service.name && isWanted(service));
  return services
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(service => ({ value: service.name, detail: `Service · ${portList(service)}`, kind: 'service' }));
}

function portList(service: Service): string {
  const ports = service.ports.flatMap(({ port, name }) =>
    port === undefined ? [] : [name ? `${name} ${port}` : port],
  );
  return ports.length ? ports.join(', ') : (service.type ?? 'no ports');
}

export function servicePortProposals(
  service: NamespacedName,
  cluster: ClusterIndex,
  as: 'name' | 'number',
): Proposal[] {
  const ports = cluster.servicesNamed(service).flatMap(({ ports }) => ports);
  const proposals = ports.flatMap((port): Proposal[] => {
    const value = as === 'name' ? port.name : port.port;
    return value === undefined || value === '' ? [] : [{ value, detail: servicePortDetail(port, as), kind: 'port' }];
  });
  return once(proposals);
}

function servicePortDetail(port: ServicePortSpec, as: 'name' | 'number'): string {
  const other = as === 'name' ? port.port : port.name;
  const target = port.targetPort === undefined ? '' : ` → ${port.targetPort}`;
  return `Service port${other === undefined ? '' : ` ${other}`}${target}`;
}

/** Names before numbers: a name goes on fitting when the number changes. */
export function containerPortProposals(pods: readonly PodSource[], protocol: string): Proposal[] {
  const ports = pods.flatMap(({ object, pod }) =>
    pod.containers.flatMap(container =>
      container.ports
        .filter(port => (port.protocol || 'TCP') === protocol)
        .map(port => ({ ...port, owner: `${kindOf(object)} ${object.name}` })),
    ),
  );
  const named = ports.flatMap(({ name, containerPort, owner }): Proposal[] =>
    name ? [{ value: name, detail: `${containerPort ?? ''} of ${owner}`.trim(), kind: 'port' }] : [],
  );
  const numbered = ports.flatMap(({ name, containerPort, owner }): Proposal[] =>
    containerPort === undefined
      ? []
      : [{ value: containerPort, detail: name ? `${name} of ${owner}` : owner, kind: 'port' }],
  );
  return once([...named, ...numbered]);
}

function once(proposals: readonly Proposal[]): Proposal[] {
  return [...new Map(proposals.toReversed().map(proposal => [proposal.value, proposal])).values()].reverse();
}
