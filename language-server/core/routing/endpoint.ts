/**
 * The endpoints of a Service port, out of its EndpointSlices. In: slices of one Service. Out: one Endpoint for each
 * address and port, sorted. Slices meet Service ports by port name and protocol; targetPort plays no part.
 */
import type { EndpointPort, EndpointSlice, ObjectSource, SliceEndpoint } from '../cluster/objects.ts';
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

/** Slices of mirrored Endpoints know where each address stands in the Endpoints object. */
export interface MirroredEndpoint extends SliceEndpoint {
  readonly path?: FieldPath;
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
  const found = new Map<string, Endpoint>();
  for (const slice of slices) {
    for (const slicePort of slice.ports) {
      if (slicePort.port !== undefined && meets(port, slicePort)) addSlice(found, slice, slicePort.port, nodeName);
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.text, b.text));
}

function meets(port: ServicePort, slicePort: EndpointPort): boolean {
  return (slicePort.name ?? '') === port.portName && readProtocol(slicePort.protocol) === port.protocol;
}

function addSlice(found: Map<string, Endpoint>, slice: EndpointSlice, port: number, nodeName: string): void {
  for (let position = 0; position < slice.endpoints.length; position++) {
    const entry: MirroredEndpoint = slice.endpoints[position]!;
    const address = parseAddress(entry.addresses[0] ?? '');
    if (!address || address.family !== slice.addressType) continue;
    const text = joinHostPort(address, port);
    const terminating = entry.conditions.terminating ?? false;
    if (terminating && found.has(text)) continue;
    found.set(text, {
      kind: 'endpoint',
      address,
      port,
      text,
      ready: entry.conditions.ready ?? true,
      serving: entry.conditions.serving ?? true,
      terminating,
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
