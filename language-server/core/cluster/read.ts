/** Typed reads of single fields from a manifest node; a value of another type reads as absent. */
import { childOf, keyText, type ManifestNode } from '../yaml/manifestNode.ts';
import type { Labels } from './objects.ts';

export function readString(node: ManifestNode | undefined, key: string): string | undefined {
  const value = childOf(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/** A whole number; 80.0 counts, as for the API server. */
export function readInteger(node: ManifestNode | undefined, key: string): number | undefined {
  const value = childOf(node, key);
  return value?.kind === 'scalar' && Number.isInteger(value.value) ? (value.value as number) : undefined;
}

export function readBoolean(node: ManifestNode | undefined, key: string): boolean | undefined {
  const value = childOf(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'boolean' ? value.value : undefined;
}

export function readIntOrString(node: ManifestNode | undefined, key: string): number | string | undefined {
  return readInteger(node, key) ?? readString(node, key);
}

/** The items of a list; empty when absent or not a list. */
export function readItems(node: ManifestNode | undefined, key: string): readonly ManifestNode[] {
  const value = childOf(node, key);
  return value?.kind === 'sequence' ? value.items : [];
}

/** The strings of a list in their positions; an item that is no string reads as empty, so that indexes keep. */
export function readStrings(node: ManifestNode | undefined, key: string): string[] {
  return readItems(node, key).map(item => (item.kind === 'scalar' && typeof item.value === 'string' ? item.value : ''));
}

export function isPresent(node: ManifestNode | undefined, key: string): boolean {
  const value = childOf(node, key);
  return value !== undefined && !(value.kind === 'scalar' && value.value === null);
}

const empty: readonly never[] = Object.freeze([]);

/** To be kept for long: a list that grew has room for more, and even empty ones weigh as much as a short text. */
export function compact<T>(list: readonly T[]): readonly T[] {
  return list.length ? list.slice() : empty;
}

/** Labels inherit nothing, and an object whose prototype is not null itself takes a third of the memory. */
const bare: object = Object.freeze(Object.create(null));

export const noLabels: Labels = Object.freeze(Object.create(bare));

/** A map of strings; null values count as empty, others are left out. Undefined when the map is absent or null. */
export function readLabels(node: ManifestNode | undefined, key: string): Labels | undefined {
  const map = childOf(node, key);
  if (map?.kind !== 'map') return undefined;
  const labels: Record<string, string> = Object.create(bare);
  for (const entry of map.entries) {
    const value = entry.value.kind === 'scalar' ? entry.value.value : undefined;
    if (typeof value === 'string') labels[keyText(entry)] = value;
    else if (value === null) labels[keyText(entry)] = '';
  }
  return labels;
}
