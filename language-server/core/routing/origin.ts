/**
 * What made a rule: every rule, chain and set element points to one of these, so that a click on it finds the YAML.
 * They are the plan's own objects or a field of one, made once each, because a big cluster has a million rules.
 */
import type { ObjectSource } from '../cluster/objects.ts';
import type { Endpoint } from './endpoint.ts';
import type { ServicePort } from './servicePort.ts';

export type FieldPath = readonly (string | number)[];

/** A field of the object that a Service port comes from. */
export interface FieldOrigin {
  readonly kind: 'field';
  readonly of: ServicePort;
  /** From the Service object's root. */
  readonly path: FieldPath;
}

/** An object that is neither a Service nor endpoints: a Node, a ServiceCIDR. */
export interface ObjectOrigin {
  readonly kind: 'object';
  readonly objectKind: 'Node' | 'ServiceCIDR';
  readonly name: string;
  readonly source: ObjectSource;
  readonly path: FieldPath;
}

/** The proxy itself: its configuration's option, or what it always writes. */
export interface ProxyOrigin {
  readonly kind: 'proxy';
  /** Path in the configuration; undefined for what no option governs. */
  readonly option: FieldPath | undefined;
}

/** A text of rules that was given, where no manifest is known to have made what it says. */
export interface TextOrigin {
  readonly kind: 'text';
  /** From 1. */
  readonly line: number;
}

export type Origin = ServicePort | Endpoint | FieldOrigin | ObjectOrigin | ProxyOrigin | TextOrigin;

/** What the proxy writes whatever the objects say. */
export const always: ProxyOrigin = { kind: 'proxy', option: undefined };

export function option(...path: FieldPath): ProxyOrigin {
  return { kind: 'proxy', option: path };
}

/** Where in the manifests an origin stands; undefined where no manifest made it. */
export function locateOrigin(origin: Origin): { source: ObjectSource; path: FieldPath } | undefined {
  switch (origin.kind) {
    case 'servicePort':
      return { source: origin.source, path: ['spec', 'ports', origin.portIndex] };
    case 'field':
      return { source: origin.of.source, path: origin.path };
    case 'endpoint':
      return { source: origin.source, path: origin.path ?? ['endpoints', origin.position, 'addresses', 0] };
    case 'object':
      return { source: origin.source, path: origin.path };
    case 'proxy':
    case 'text':
      return undefined;
  }
}
