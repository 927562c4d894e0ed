/**
 * EndpointSlices for people and programs. In: slices, written or inferred. Out: plain objects of discovery.k8s.io/v1
 * without what only a cluster can choose (names, uids, versions), or a listing. Both come in a fixed order.
 */
import { visibleLine } from '../base/visibleText.ts';
import type { EndpointConditions, EndpointPort, EndpointSlice, SliceEndpoint } from '../cluster/objects.ts';
import { managedByLabel, serviceNameLabel } from '../cluster/sliceLabels.ts';

export function slicesAsJson(slices: readonly EndpointSlice[]): { readonly slices: readonly object[] } {
  return { slices: inOrder(slices).map(sliceAsJson) };
}

/** By namespace, Service, manager and family; a slice's own place among those is that of its first address. */
function inOrder(slices: readonly EndpointSlice[]): readonly EndpointSlice[] {
  const keyed = slices.map(slice => ({ slice, key: sortKey(slice) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ slice }) => slice);
}

function sortKey({ namespace, labels, addressType, ports, endpoints, name }: EndpointSlice): string {
  const place = [namespace, labels[serviceNameLabel] ?? '', labels[managedByLabel] ?? '', addressType ?? ''];
  return [...place, ports.map(port => port.port).join(), endpoints[0]?.addresses[0] ?? '', name].join('\n');
}

function sliceAsJson(slice: EndpointSlice): object {
  const { namespace, labels, annotations, addressType } = slice;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      ...(slice.inferred ? {} : { name: slice.name }),
      namespace,
      labels,
      ...(Object.keys(annotations).length ? { annotations } : {}),
    },
    addressType,
    ports: slice.ports.map(portAsJson),
    endpoints: slice.endpoints.map(endpointAsJson),
  };
}

function portAsJson({ name = '', protocol, port, appProtocol }: EndpointPort): unknown {
  return { name, protocol: protocol || 'TCP', port, appProtocol };
}

function endpointAsJson(endpoint: SliceEndpoint): unknown {
  const { addresses, conditions, hostname, nodeName, zone, targetRef, hintZones, hintNodes } = endpoint;
  const named = (names: readonly string[] | undefined) => names?.map(name => ({ name }));
  const hints = { forZones: named(hintZones), forNodes: named(hintNodes) };
  return {
    addresses,
    conditions,
    hostname,
    nodeName,
    zone,
    targetRef: targetRef && { kind: targetRef.kind, name: targetRef.name },
    hints: hintZones || hintNodes ? hints : undefined,
  };
}

/** Why the endpoints of a slice's Service may not be all, in words; undefined where they are. */
export type DoubtOf = (slice: EndpointSlice) => string | undefined;

/** One paragraph for each slice. */
export function printSlices(slices: readonly EndpointSlice[], doubtOf: DoubtOf = () => undefined): string {
  return inOrder(slices)
    .map(slice => printSlice(slice, doubtOf(slice)))
    .join('\n');
}

function printSlice(slice: EndpointSlice, doubt: string | undefined): string {
  const service = slice.labels[serviceNameLabel];
  const ports = slice.ports.map(printPort).join(', ') || 'no ports';
  const heading = [
    service === undefined ? `${slice.namespace}/${slice.name} (of no Service)` : `${slice.namespace}/${service}`,
    slice.addressType ?? 'no address type',
    ports,
    `by ${slice.labels[managedByLabel] ?? 'hand'}`,
  ].join('  ');
  const lines = slice.endpoints.map(endpoint => `  ${printEndpoint(endpoint)}`);
  return [heading, ...lines, ...closingLines(lines.length, doubt), ''].map(visibleLine).join('\n');
}

function closingLines(endpoints: number, doubt: string | undefined): string[] {
  if (endpoints === 0) return [doubt === undefined ? '  no endpoints' : `  endpoints not known: ${doubt}`];
  return doubt === undefined ? [] : [`  there may be more: ${doubt}`];
}

function printPort({ name, port, protocol }: EndpointPort): string {
  return `${name ? `${name} ` : ''}${port ?? 'every port'}/${protocol || 'TCP'}`;
}

function printEndpoint(endpoint: SliceEndpoint): string {
  const { nodeName, zone, hostname, targetRef } = endpoint;
  return [
    endpoint.addresses.join(', '),
    printConditions(endpoint.conditions),
    targetRef && `${targetRef.kind} ${targetRef.name}`,
    nodeName && `on ${nodeName}${zone ? ` in ${zone}` : ''}`,
    hostname && `hostname ${hostname}`,
    endpoint.placeholder && '(placeholder address)',
  ]
    .filter(Boolean)
    .join('  ');
}

/** Absent conditions read as the API has it: ready, and serving as ready. */
function printConditions({ ready = true, serving = ready, terminating = false }: EndpointConditions): string {
  if (terminating) return `${ready ? 'published though ' : ''}terminating${serving ? ', serving' : ''}`;
  return ready ? (serving ? 'ready' : 'published though not ready') : 'not ready';
}
