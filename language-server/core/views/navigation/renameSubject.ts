/** What the cursor is on that can be renamed, which new names it takes, and everywhere that it stands. */
import type { KubernetesObject, Service, ServicePortSpec } from '../../cluster/objects.ts';
import { declarationsAt, linksTo, type Place, placeKey, type Word } from '../../cluster/references.ts';
import { isDns1035Label, isDnsLabel, isLabelValue, isPortName, isQualifiedName } from '../../validation/names.ts';
import { type FieldPath, nodeAt } from '../../yaml/manifestNode.ts';
import { type Cursor, linkAt } from './definition.ts';
import { containerPortOccurrences } from './renameContainerPort.ts';
import { isPodLabel, labelOccurrences } from './renameLabel.ts';

export type Part = 'key' | 'value';

export interface Occurrence {
  readonly object: KubernetesObject;
  readonly path: FieldPath;
  readonly part: Part;
  /** Where only a word of the field's text is changed. */
  readonly word?: Word | undefined;
}

export interface RenameSubject {
  readonly oldName: string;
  readonly part: Part;
  /** What of the field under the cursor is the name, where it is not all of it. */
  readonly word?: Word | undefined;
  /** Why this cannot be the new name. */
  readonly refusalOf: (newName: string) => string | undefined;
  readonly occurrences: () => readonly Occurrence[];
}

export function subjectAt(cursor: Cursor, part: Part): RenameSubject | undefined {
  if (isPodLabel(cursor)) return labelSubject(cursor, part);
  return part === 'value'
    ? (serviceSubject(cursor) ?? servicePortSubject(cursor) ?? containerPortSubject(cursor))
    : undefined;
}

function endsWith(path: FieldPath, key: string): boolean {
  return path.at(-1) === key;
}

/** The places that the field under the cursor declares or leads to. */
function meant(cursor: Cursor, relation: 'service' | 'service-port' | 'container-port'): readonly Place[] {
  const link = linkAt(cursor);
  return link?.relation === relation && link.from.path.length === cursor.path.length ? link.targets : [];
}

function serviceSubject(cursor: Cursor): RenameSubject | undefined {
  const { object, path, cluster, settings } = cursor;
  const isOwn = object.kind === 'Service' && path.length === 2 && path[0] === 'metadata' && endsWith(path, 'name');
  const service = isOwn ? object : meant(cursor, 'service')[0]?.object;
  if (!service?.name) return undefined;
  const { namespace, name } = service;
  const places = cluster.servicesNamed(service).map(object => ({ object, path: ['metadata', 'name'] }));
  const written = writtenName(service, cursor);
  return {
    oldName: written,
    part: 'value',
    word: isOwn ? undefined : narrowed(linkAt(cursor)?.from.word, written),
    refusalOf: newName => {
      const isName = settings.kubernetesMinor >= 36 ? isDnsLabel : isDns1035Label;
      if (!isName(newName)) return `"${newName}" is no name for a Service: lower-case letters, digits and "-".`;
      const built = name.replace(written, newName);
      const exists = cluster.servicesNamed({ namespace, name: built }).length > 0;
      return exists ? `Service ${namespace}/${built} exists already.` : undefined;
    },
    occurrences: () =>
      withMentions(places, cursor).map(place => ({ ...place, word: narrowed(place.word, written), part: 'value' })),
  };
}

/** Of a name in a text the part that is written where the object stands. */
function narrowed(word: Word | undefined, written: string): Word | undefined {
  const at = word?.text.indexOf(written) ?? -1;
  return word && at >= 0 ? { text: written, index: word.index + at } : word;
}

/** A kustomization may put something before and behind the name that the text has. */
function writtenName(service: KubernetesObject, { presentOf }: Cursor): string {
  const value = nodeAt(presentOf(service)?.node, ['metadata', 'name']);
  const written = value?.kind === 'scalar' ? String(value.value) : '';
  return written !== '' && service.name.includes(written) ? written : service.name;
}

/** The places themselves, and every field that leads to one of them. */
function withMentions(places: readonly Place[], { cluster }: Cursor): Place[] {
  const mentions = places.flatMap(place => linksTo(place, cluster).map(({ from }) => from));
  return [...new Map([...places, ...mentions].map(place => [placeKey(place), place])).values()];
}

function portOf({ object, path }: Place): ServicePortSpec | undefined {
  return object.kind === 'Service' && typeof path[2] === 'number' ? object.ports[path[2]] : undefined;
}

/** By its name only: a number is no name. */
function servicePortSubject(cursor: Cursor): RenameSubject | undefined {
  const { object, path, node } = cursor;
  if (!endsWith(path, 'name')) return undefined;
  const own = object.kind === 'Service' ? declarationsAt(object, path)[0] : undefined;
  const places = own ? samePorts(own, cursor) : meant(cursor, 'service-port');
  const value = nodeAt(node, path);
  const oldName = value?.kind === 'scalar' ? String(value.value) : '';
  const named = places.filter(place => portOf(place)?.name === oldName);
  if (named.length === 0) return undefined;
  return {
    oldName,
    part: 'value',
    refusalOf: newName => {
      if (!isDnsLabel(newName)) return `"${newName}" is no name for a port: lower-case letters, digits and "-".`;
      const services = named.map(place => place.object as Service);
      const isTaken = services.some(service => service.ports.some(port => port.name === newName));
      return isTaken ? `The Service has a port "${newName}" already.` : undefined;
    },
    occurrences: () => [
      ...named.map((place): Occurrence => ({ object: place.object, path: [...place.path, 'name'], part: 'value' })),
      ...named
        .flatMap(place => linksTo(place, cursor.cluster))
        .filter(({ from }) => endsWith(from.path, 'name'))
        .map(({ from }): Occurrence => ({ ...from, part: 'value' })),
    ],
  };
}

/** The port of the same name in each alternative of the Service. */
function samePorts(own: Place, { cluster }: Cursor): readonly Place[] {
  const name = portOf(own)?.name;
  return cluster
    .servicesNamed(own.object)
    .flatMap(service =>
      service.ports.flatMap((port, i) => (port.name === name ? [{ object: service, path: ['spec', 'ports', i] }] : [])),
    );
}

function containerPortSubject(cursor: Cursor): RenameSubject | undefined {
  const { object, path, node } = cursor;
  const value = nodeAt(node, path);
  if (value?.kind !== 'scalar' || typeof value.value !== 'string') return undefined;
  const own = object.kind !== 'Service' && endsWith(path, 'name') ? declarationsAt(object, path)[0] : undefined;
  const isPort = own !== undefined && typeof own.path.at(-1) === 'number';
  const places = isPort ? [own] : meant(cursor, 'container-port');
  if (places.length === 0) return undefined;
  const oldName = value.value;
  return {
    oldName,
    part: 'value',
    refusalOf: newName =>
      isPortName(newName)
        ? undefined
        : `"${newName}" is no name for a container's port: up to 15 lower-case letters, digits and "-", at least one letter.`,
    occurrences: () => containerPortOccurrences(places, oldName, cursor),
  };
}

function labelSubject(cursor: Cursor, part: Part): RenameSubject | undefined {
  const key = String(cursor.path.at(-1));
  const node = nodeAt(cursor.node, cursor.path);
  const value = node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
  const occurrences = () => labelOccurrences(cursor, { key, value, part });
  return {
    oldName: part === 'key' ? key : value,
    part,
    refusalOf: newName => {
      if (part === 'value') return isLabelValue(newName) ? undefined : `"${newName}" is no value for a label.`;
      if (!isQualifiedName(newName)) return `"${newName}" is no key for a label.`;
      const isTaken = occurrences().some(({ object, path }) => {
        const present = cursor.presentOf(object);
        return nodeAt(present?.node, [...path.slice(0, -1), newName]) !== undefined;
      });
      return isTaken ? `The label "${newName}" is there already.` : undefined;
    },
    occurrences,
  };
}
