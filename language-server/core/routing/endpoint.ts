/**
 * The endpoints of a Service port, out of its EndpointSlices. In: slices of one Service. Out: one Endpoint for each
 * address and port, sorted. Slices meet Service ports by port name and protocol; targetPort plays no part.
 */
import type { EndpointPort, EndpointSlice, ObjectSource } from '../cluster/objects.ts';
import { type IpAddress, joinHostPort, parseAddress } from '../ip/address.ts';
import type { FieldPath } from './origin.ts';
import { readProtocol, type ServicePort } from './servicePort.ts';

export interface Endpoint {
  readonly kind: 'endpoint';
  readonly address: IpAddress;
  readonly port: number;
  /** "ip:port", an IPv6 address in brackets; unique for each Service port. */
  readonly text: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  /** Runs on the node whose rules these are. */
  readonly isLocal: boolean;
  readonly nodeName: string | undefined;
  readonly hintZones: readonly string[] | undefined;
  readonly hintNodes: readonly string[] | undefined;
  /** The address is made up: no manifest holds the real one. */
  readonly placeholder: boolean;
  readonly source: ObjectSource;
  /** Position in the slice's endpoints. */
  readonly position: number;
  /** Where `source` is not the slice itself: the address in that object. */
  readonly path: FieldPath | undefined;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of one address and port that stands twice, the later counts, unless it is terminating. */
export function readEndpoints(
  port: ServicePort,
  slices: readonly EndpointSlice[],
  nodeName: string,
): readonly Endpoint[] {
  const read: Endpoint[] = [];
  for (const slice of slices) {
    for (const slicePort of slice.ports) {
      // A port 0 is as good as none.
      if (slicePort.port && meets(port, slicePort)) addSlice(read, slice, slicePort.port, nodeName);
    }
  }
  // The sort is stable: entries of one text stay in the order in which they were read.
  read.sort((a, b) => compareText(a.text, b.text));
  const distinct: Endpoint[] = [];
  for (const endpoint of read) {
    if (distinct.at(-1)?.text !== endpoint.text) distinct.push(endpoint);
    else if (!endpoint.terminating) distinct[distinct.length - 1] = endpoint;
  }
  return distinct;
}

function meets(port: ServicePort, slicePort: EndpointPort): boolean {
  return (slicePort.name ?? '') === port.portName && readProtocol(slicePort.protocol) === port.protocol;
}

function addSlice(read: Endpoint[], slice: EndpointSlice, port: number, nodeName: string): void {
  for (let position = 0; position < slice.endpoints.length; position++) {
    const entry = slice.endpoints[position]!;
    const address = parseAddress(entry.addresses[0] ?? '');
    if (!address || address.family !== slice.addressType) continue;
    read.push({
      kind: 'endpoint',
      address,
      port,
      text: joinHostPort(address, port),
      ready: entry.conditions.ready ?? true,
      serving: entry.conditions.serving ?? true,
      terminating: entry.conditions.terminating ?? false,
      isLocal: entry.nodeName !== undefined && entry.nodeName === nodeName,
      nodeName: entry.nodeName,
      hintZones: entry.hintZones,
      hintNodes: entry.hintNodes,
      placeholder: entry.placeholder ?? false,
      source: entry.origin ?? slice.source,
      position,
      path: entry.path ?? (entry.origin ? [] : undefined),
    });
  }
}
