/**
 * Endpoints that the manifests do not show, or do not place on a node. In: a trace's result. Out: suppositions: one more
 * endpoint of the Service that the packet is for, here or on another node; its placeholders here, or elsewhere.
 */
import { nodePlaces } from '../../cluster/nodePlaces.ts';
import type { EndpointSlice, Service, SliceEndpoint } from '../../cluster/objects.ts';
import { placeholderAt } from '../../cluster/placeholders.ts';
import { nodesFor } from '../../cluster/scheduling.ts';
import { serviceNameLabel } from '../../cluster/sliceLabels.ts';
import type { IpFamily } from '../../ip/address.ts';
import type { ServicePort } from '../../routing/servicePort.ts';
import type { Supposed } from './alternatives.ts';
import { placeholderEndpoint } from './assumption.ts';
import { endpointAssumptions } from './endpointAssumptions.ts';
import { claimsOf } from './traceClaims.ts';
import type { TraceResult } from './traceRequest.ts';

export function endpointSuppositions(result: TraceResult): Supposed[] {
  const ports = claimsOf(result).map(({ plan }) => plan.port);
  return [...new Set(ports)].flatMap(port => {
    const service = result.source.cluster.servicesNamed({ namespace: port.namespace, name: port.serviceName }).at(-1);
    return service ? [...moreEndpoints(service, port, result), ...otherPlaces(service, port, result)] : [];
  });
}

type Place = 'here' | 'elsewhere';

/** On which node: of no interest but whether it is this one. */
const otherNode = '(another node)';

function moreEndpoints(service: Service, port: ServicePort, { source, family, node }: TraceResult): Supposed[] {
  const { nodeName } = node.plan;
  const whose = `${service.namespace}/${service.name}`;
  return endpointAssumptions(service, source)
    .slice(0, 3)
    .flatMap(assumption =>
      placesThatMatter(port).map(place => ({
        assumption,
        condition: place === 'here' ? `${whose} has an endpoint on ${nodeName}` : `${whose} ${anEndpoint(port)}`,
        supposition: {
          key: `more ${port.name} ${port.protocol} ${family} ${place}`,
          slices: (of: Service, shown: readonly EndpointSlice[]) =>
            isSame(of, service)
              ? [...shown, extraSlice(service, port, family, place === 'here' ? nodeName : otherNode)]
              : shown,
        },
      })),
    );
}

function anEndpoint(port: ServicePort): string {
  return isLocalAnywhere(port) ? 'has an endpoint on another node' : 'has a ready endpoint';
}

function placesThatMatter(port: ServicePort): readonly Place[] {
  return isLocalAnywhere(port) ? ['here', 'elsewhere'] : ['elsewhere'];
}

function isLocalAnywhere({ internalPolicyLocal, externalPolicyLocal }: ServicePort): boolean {
  return internalPolicyLocal || externalPolicyLocal;
}

function isSame(a: Service, b: Service): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}

/** From the range for benchmarks, which no pod has (RFC 2544, RFC 5180). */
export const supposedAddress: Readonly<Record<IpFamily, string>> = { IPv4: '198.18.0.1', IPv6: '2001:2::1' };

function extraSlice(service: Service, port: ServicePort, family: IpFamily, nodeName: string): EndpointSlice {
  const { namespace, name, source, declaredNamespace } = service;
  const endpoint: SliceEndpoint = {
    addresses: [supposedAddress[family]],
    conditions: { ready: true, serving: true, terminating: false },
    hostname: undefined,
    nodeName,
    zone: undefined,
    targetRef: undefined,
    hintZones: undefined,
    hintNodes: undefined,
    origin: source,
  };
  return {
    kind: 'EndpointSlice',
    apiVersion: 'discovery.k8s.io/v1',
    name: `${name}-supposed`,
    namespace,
    declaredNamespace,
    labels: { [serviceNameLabel]: name },
    annotations: {},
    deletionTimestamp: false,
    source,
    addressType: family,
    ports: [{ name: port.portName, port: port.port, protocol: port.protocol.toUpperCase(), appProtocol: undefined }],
    endpoints: [endpoint],
  };
}

/** Of replicas whose node no manifest tells, where a policy asks for the node. */
function otherPlaces(service: Service, port: ServicePort, result: TraceResult): Supposed[] {
  const { node, source, family } = result;
  if (!isLocalAnywhere(port)) return [];
  const plan = node.plan.servicePorts.find(candidate => candidate.port === port);
  const movable = (plan?.allEndpoints ?? []).filter(({ placeholder }) => placeholder);
  const first = movable[0];
  const holder = first && placeholderAt(first.address.text, family, source.cluster)?.object;
  if (!holder) return [];
  const { nodeName } = node.plan;
  const assumption = placeholderEndpoint(first.text, `${holder.namespace}/${holder.name}`);
  const whose = `${service.namespace}/${service.name}`;
  return (['here', 'elsewhere'] as const)
    .filter(place => movable.some(({ address }) => canBe(place, address.text, result)))
    .map(place => ({
      assumption,
      condition: place === 'here' ? `a pod of ${whose} runs on ${nodeName}` : `no pod of ${whose} runs on ${nodeName}`,
      supposition: {
        key: `place ${whose} ${family} ${place} ${nodeName}`,
        slices: (of: Service, shown: readonly EndpointSlice[]) =>
          isSame(of, service) ? shown.map(slice => moved(slice, place, result)) : shown,
      },
    }));
}

function moved(slice: EndpointSlice, place: Place, result: TraceResult): EndpointSlice {
  const nodeName = place === 'here' ? result.node.plan.nodeName : otherNode;
  const endpoints = slice.endpoints.map(endpoint =>
    endpoint.placeholder && canBe(place, endpoint.addresses[0] ?? '', result) ? { ...endpoint, nodeName } : endpoint,
  );
  return { ...slice, endpoints };
}

/** A DaemonSet is on each node that takes it; a nodeName is an order. Without Nodes, nothing is known of them. */
function canBe(place: Place, address: string, { source: { cluster }, family, node }: TraceResult): boolean {
  const object = placeholderAt(address, family, cluster)?.object;
  if (!object) return false;
  const { nodeName } = node.plan;
  if (object.pod.nodeName !== undefined) return (object.pod.nodeName === nodeName) === (place === 'here');
  const nodes = [...nodePlaces(cluster.model).nodes.values()];
  if (nodes.length === 0) return object.kind !== 'DaemonSet' || place === 'here';
  const fitting = nodesFor(object, nodes).map(({ name }) => name);
  if (object.kind === 'DaemonSet') return fitting.includes(nodeName) === (place === 'here');
  return place === 'here' ? fitting.includes(nodeName) : fitting.some(name => name !== nodeName);
}
