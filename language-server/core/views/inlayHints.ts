/**
 * What the API server fills in, shown where it would stand: one hint for each map that gets fields. In: an object and
 * its tree. Out: offsets and texts; nothing for an object that the server cannot even decode.
 */
import type { ClusterSettings } from '../cluster/clusterSettings.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import { type DefaultedField, type DefaultValue, defaultedFields } from '../validation/defaults.ts';
import { hasSchema } from '../validation/schema.ts';
import { typeProblems } from '../validation/typeCheck.ts';
import { entryOf, type FieldPath, type ManifestNode, nodeAt, printPath } from '../yaml/manifestNode.ts';
import type { PresentOf } from './navigation/place.ts';

export interface InlayHintView {
  readonly offset: number;
  /** "protocol: TCP, targetPort: 80" */
  readonly label: string;
  /** Markdown. */
  readonly tooltip: string;
}

export interface InlayHintInput {
  readonly objects: readonly KubernetesObject[];
  readonly settings: ClusterSettings;
  readonly presentOf: PresentOf;
}

export function inlayHints({ objects, settings, presentOf }: InlayHintInput): InlayHintView[] {
  return objects.flatMap(object => {
    const present = presentOf(object);
    if (!present || present.isPartial || !hasSchema(object.kind)) return [];
    const { node, text } = present;
    if (typeProblems(node, object.kind).mismatches.length > 0) return [];
    return [...byMap(node, defaultedFields(object, settings))].flatMap(([printed, { map, fields }]) => {
      const offset = placeOf(node, map, text);
      // A map that an alias brings stands somewhere else.
      if (offset === undefined || offset < node.start || offset > node.end) return [];
      return [{ offset, label: labelOf(fields, map), tooltip: tooltipOf(fields, printed) }];
    });
  });
}

interface Group {
  readonly map: FieldPath;
  readonly fields: readonly DefaultedField[];
}

/** By the map that is there already and that the fields would come to stand in, itself or below. */
function byMap(node: ManifestNode, fields: readonly DefaultedField[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const field of fields) {
    const map = nearestMap(node, field.path);
    const key = printPath(map);
    groups.set(key, { map, fields: [...(groups.get(key)?.fields ?? []), field] });
  }
  return groups;
}

function nearestMap(node: ManifestNode, path: FieldPath): FieldPath {
  let length = path.length - 1;
  while (length > 0 && nodeAt(node, path.slice(0, length))?.kind !== 'map') length--;
  return path.slice(0, length);
}

/** Behind the last entry of `{ … }`, the colon of the map's key, or the value that names an item of a list. */
function placeOf(node: ManifestNode, path: FieldPath, text: string): number | undefined {
  const map = nodeAt(node, path);
  const key = path.at(-1);
  if (map?.kind !== 'map' || key === undefined) return undefined;
  if (map.flow) return map.entries.at(-1)?.value.end ?? map.start + 1;
  if (typeof key === 'string') {
    const entry = entryOf(nodeAt(node, path.slice(0, -1)), key);
    return entry && text.indexOf(':', entry.key.end) + 1;
  }
  const naming = entryOf(map, 'port') ?? entryOf(map, 'name') ?? map.entries[0];
  return naming?.value.kind === 'scalar' && naming.value.end > naming.value.start ? naming.value.end : undefined;
}

function labelOf(fields: readonly DefaultedField[], map: FieldPath): string {
  return fields.map(field => printField(field, map)).join(', ');
}

function tooltipOf(fields: readonly DefaultedField[], map: string): string {
  const lines = fields.map(field => `- \`${printField(field, [])}\`${field.assumed ? ' (assumed)' : ''}`);
  const isAssumed = fields.some(field => field.assumed);
  return [
    `The API server fills in, in \`${map}\`:\n\n${lines.join('\n')}`,
    ...(isAssumed ? ["The cluster's IP families are only assumed: set the service range to be sure."] : []),
  ].join('\n\n');
}

function printField({ path, value }: DefaultedField, map: FieldPath): string {
  return `${printPath(path.slice(map.length))}: ${printValue(value)}`;
}

function printValue(value: DefaultValue): string {
  if (typeof value === 'object') return `[${value.join(', ')}]`;
  return value === '' ? '""' : String(value);
}
