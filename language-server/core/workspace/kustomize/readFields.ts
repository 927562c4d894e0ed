/**
 * Which fields of an object Routelens reads, so that a change which is not understood spoils no more than it may. In: an
 * object's type and a path. Out: yes or no; where nothing is known of a kind that is read, yes.
 */

import { isWorkloadKind } from '../../cluster/decodeWorkload.ts';
import { referenceFields } from '../../cluster/referenceFields.ts';
import type { FieldPath } from '../../yaml/manifestNode.ts';
import type { ObjectType } from './fieldSpecs.ts';

const routingKinds = new Set(['Service', 'Endpoints', 'EndpointSlice', 'Node', 'ServiceCIDR', 'ConfigMap']);
const ownFields = new Set(['replicas', 'serviceName', 'ordinals', 'parallelism', 'completions', 'suspend']);
const podFields = new Set(['hostNetwork', 'hostname', 'subdomain', 'nodeName']);
const containerFields = new Set(['name', 'ports', 'restartPolicy', 'command', 'args']);

export function readsField(type: ObjectType, path: FieldPath): boolean {
  const [first, second] = path;
  if (first === 'kind' || first === 'apiVersion' || path.length === 0) return true;
  if (first === 'metadata')
    return second === undefined || ['name', 'namespace', 'labels'].includes(String(second)) || readsAnnotations(type);
  const { group, version, kind } = type;
  const apiVersion = group === '' ? version : `${group}/${version}`;
  if (kind === 'Pod') return readsPod(path);
  if (isWorkloadKind(kind, apiVersion)) return readsWorkload(path);
  if (routingKinds.has(kind)) return true;
  if (kind === 'CustomResourceDefinition') return second === undefined || second === 'conversion';
  return referenceFields(kind, apiVersion) !== undefined;
}

function readsAnnotations({ kind }: ObjectType): boolean {
  return routingKinds.has(kind);
}

function readsWorkload(path: FieldPath): boolean {
  const template = path.lastIndexOf('template');
  if (template >= 0) return readsPod(path.slice(template + 1));
  return path.length < 2 || (path[0] === 'spec' && (path[1] === 'jobTemplate' || ownFields.has(String(path[1]))));
}

/** `path` begins at what holds the pod's metadata and spec. */
function readsPod([first, second, , field]: FieldPath): boolean {
  if (first === undefined) return true;
  if (first === 'metadata') return second === undefined || second === 'labels';
  if (first !== 'spec') return first === 'status';
  if (second === undefined || podFields.has(String(second))) return true;
  return (
    (second === 'containers' || second === 'initContainers') &&
    (field === undefined || containerFields.has(String(field)))
  );
}
