/** Findings that many rules word alike. In: the place and what the object is called. Out: drafts with the server's reason. */
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSlice,
  Endpoints,
  Service,
  ServicePortSpec,
} from '../cluster/objects.ts';
import type { FieldPath } from '../yaml/manifestNode.ts';
import type { Draft } from './defineRule.ts';
import { nearest, sameButCase } from './nearest.ts';
import { anyOf, quote } from './serviceFacts.ts';

type More = Partial<Omit<Draft, 'path' | 'message' | 'reason'>>;

export function invalid(path: FieldPath, message: string, more: More = {}): Draft {
  return { path, message, reason: 'FieldValueInvalid', ...more };
}

export function required(path: FieldPath, message: string, more: More = {}): Draft {
  return { path, message, reason: 'FieldValueRequired', ...more };
}

export function forbidden(path: FieldPath, message: string, more: More = {}): Draft {
  return { path, message, reason: 'FieldValueForbidden', ...more };
}

export function duplicate(path: FieldPath, message: string, more: More = {}): Draft {
  return { path, message, reason: 'FieldValueDuplicate', ...more };
}

export function tooMany(path: FieldPath, message: string, more: More = {}): Draft {
  return { path, message, reason: 'FieldValueTooMany', ...more };
}

/** A value outside a fixed set; the one that differs in letter case alone, or the nearest, is suggested. */
export function notSupported(
  subject: string,
  path: FieldPath,
  value: string,
  known: readonly string[],
  more: More = {},
): Draft {
  const meant = known.find(word => sameButCase(word, value)) ?? nearest(value, known);
  const advice = meant ? ` Write ${meant}.` : '';
  const message = `${subject} is ${quote(value)}; the API server accepts only ${anyOf(known)}.${advice}`;
  return { path, message, reason: 'FieldValueNotSupported', ...(meant ? { suggestions: [meant] } : {}), ...more };
}

/** A text that breaks the alphabet of its field. `alphabet` completes "must be …". */
export function invalidName(
  subject: string,
  path: FieldPath,
  value: string,
  alphabet: string,
  suggestion?: string,
): Draft {
  const advice = suggestion ? ` Use ${quote(suggestion)}.` : '';
  const message = `${subject} is ${quote(value)}; the API server refuses it: it must be ${alphabet}.${advice}`;
  return invalid(path, message, suggestion ? { suggestions: [suggestion] } : {});
}

/** "port 80", `port "http"`, or "port 2 of the list" where nothing names it. */
export function portLabel(port: ServicePortSpec | EndpointPort, index: number): string {
  if (port.name) return `port ${quote(port.name)}`;
  return port.port === undefined ? `port ${index + 1} of the list` : `port ${port.port}`;
}

export interface PlacedAddress {
  readonly address: EndpointAddress;
  readonly path: FieldPath;
}

/** Every address of an Endpoints object, ready or not. */
export function endpointAddressesOf(object: Endpoints): PlacedAddress[] {
  return object.subsets.flatMap((subset, i) =>
    (['addresses', 'notReadyAddresses'] as const).flatMap(list =>
      subset[list].map((address, j) => ({ address, path: ['subsets', i, list, j] })),
    ),
  );
}

export interface PlacedPort {
  readonly port: EndpointPort;
  readonly index: number;
  readonly path: FieldPath;
}

export function servicePorts(object: Service): PlacedPort[] {
  return object.ports.map((port, index) => ({ port, index, path: ['spec', 'ports', index] }));
}

export function subsetPorts(object: Endpoints): PlacedPort[] {
  return object.subsets.flatMap((subset, i) =>
    subset.ports.map((port, index) => ({ port, index, path: ['subsets', i, 'ports', index] })),
  );
}

export function slicePorts(object: EndpointSlice): PlacedPort[] {
  return object.ports.map((port, index) => ({ port, index, path: ['ports', index] }));
}
