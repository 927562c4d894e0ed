/**
 * Holds an object's tree against the schema of its kind. Out: fields of a wrong type and fields that do not exist.
 * The API server decodes strictly: the first wrong type ends everything, unknown fields are collected.
 */
import { isUnknownKey, isUnknownNode } from '../cluster/unknownValues.ts';
import { type FieldPath, keyText, type ManifestNode, type ScalarValue } from '../yaml/manifestNode.ts';
import { type FieldType, type ScalarType, type SchemaKind, schemas } from './schema.ts';

export interface TypeMismatch {
  readonly path: FieldPath;
  /** What stands there, and what should, in a person's words. */
  readonly found: string;
  readonly wanted: string;
  readonly type: FieldType;
}

export interface UnknownField {
  readonly path: FieldPath;
  readonly known: readonly string[];
}

export interface TypeProblems {
  readonly mismatches: readonly TypeMismatch[];
  readonly unknown: readonly UnknownField[];
}

const memory = new WeakMap<ManifestNode, TypeProblems>();

/** Remembered by node: several rules and the runner ask. */
export function typeProblems(node: ManifestNode, kind: SchemaKind): TypeProblems {
  const known = memory.get(node);
  if (known) return known;
  const problems = { mismatches: [], unknown: [] };
  walk(node, schemas[kind], [], problems);
  memory.set(node, problems);
  return problems;
}

interface Found {
  readonly mismatches: TypeMismatch[];
  readonly unknown: UnknownField[];
}

function walk(node: ManifestNode, type: FieldType, path: FieldPath, found: Found): void {
  if (isNull(node) || isUnknownNode(node, fieldOf(path))) return;
  if (typeof type === 'string') walkScalar(node, type, path, found);
  else if ('list' in type) walkList(node, type, path, found);
  else walkMap(node, type, path, found);
}

function fieldOf(path: FieldPath): string | undefined {
  return path.findLast(step => typeof step === 'string');
}

function walkList(node: ManifestNode, type: { readonly list: FieldType }, path: FieldPath, found: Found): void {
  if (node.kind !== 'sequence') mismatch(node, type, path, found);
  else for (const [i, item] of node.items.entries()) walk(item, type.list, [...path, i], found);
}

function walkMap(
  node: ManifestNode,
  type: Exclude<FieldType, string | { list: FieldType }>,
  path: FieldPath,
  found: Found,
): void {
  if (node.kind !== 'map') {
    mismatch(node, type, path, found);
    return;
  }
  const fields: Readonly<Record<string, FieldType>> | undefined = 'fields' in type ? type.fields : undefined;
  const last = new Map(node.entries.map(entry => [keyText(entry), entry]));
  for (const [key, entry] of last) {
    if (!fields) walk(entry.value, 'string', [...path, key], found);
    else if (Object.hasOwn(fields, key)) walk(entry.value, fields[key]!, [...path, key], found);
    else if (!isUnknownKey(entry))
      found.unknown.push({ path: [...path, key], known: Object.keys(fields).filter(f => !last.has(f)) });
  }
}

function walkScalar(node: ManifestNode, type: ScalarType, path: FieldPath, found: Found): void {
  if (type === 'any') return;
  if (node.kind !== 'scalar' || !fits(node.value, type)) mismatch(node, type, path, found);
}

function fits(value: ScalarValue, type: ScalarType): boolean {
  if (type === 'string') return typeof value === 'string';
  if (type === 'bool') return typeof value === 'boolean';
  if (type === 'int32') return isInteger(value, 2 ** 31);
  if (type === 'int64') return isInteger(value, 2 ** 63);
  if (type === 'int-or-string') return typeof value === 'string' || isInteger(value, 2 ** 31);
  return typeof value === 'string' && isTime(value);
}

/** RFC 3339 as Go reads it: capital T and Z, and only dates that there are. */
function isTime(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[-+](\d\d):(\d\d))$/.exec(text);
  if (!match) return false;
  const [year, month, day, hour, minute, second, offsetHour, offsetMinute] = match
    .slice(1)
    .map(part => Number(part ?? 0));
  const isInDay = (hours: number, minutes: number) => hours < 24 && minutes < 60;
  if (!isInDay(hour!, minute!) || second! > 59 || !isInDay(offsetHour!, offsetMinute!)) return false;
  return day! >= 1 && day! <= daysOf(year!, month!);
}

function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (month === 2) return isLeap ? 29 : 28;
  return month >= 1 && month <= 12 ? 30 + ((month + Math.floor(month / 8)) % 2) : 0;
}

function isInteger(value: ScalarValue, limit: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit;
}

function mismatch(node: ManifestNode, type: FieldType, path: FieldPath, found: Found): void {
  found.mismatches.push({ path, found: describeFound(node, type), wanted: describeWanted(type), type });
}

function describeFound(node: ManifestNode, type: FieldType): string {
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'sequence') return 'a list';
  const { value } = node;
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (typeof value === 'number') return `the number ${value}`;
  const text = String(value);
  const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return type === 'time' ? `"${shown}"` : `the string "${shown}"`;
}

function describeWanted(type: FieldType): string {
  if (typeof type !== 'string') return 'list' in type ? 'a list' : 'a map';
  const words: Record<ScalarType, string> = {
    string: 'a string',
    bool: 'true or false',
    int32: 'a whole number',
    int64: 'a whole number',
    'int-or-string': 'a whole number or a name',
    time: 'a time such as 2026-01-31T12:00:00Z',
    any: 'anything',
  };
  return words[type];
}

function isNull(node: ManifestNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}
