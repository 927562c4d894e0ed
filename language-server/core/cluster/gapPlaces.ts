/**
 * Where a gap is, seen from an object. In: an object, what else speaks for what is said of it, and a gap. Out: whether
 * the evidence stands together in one folder, and whether the gap is near enough to matter all the same.
 */
import { filesOf, type Gap } from './completeness.ts';
import type { KubernetesObject } from './objects.ts';

/** Whether there is evidence, and all of it in the object's own folder. */
export function standsTogether(
  { source }: KubernetesObject,
  evidence: readonly KubernetesObject[] | undefined,
): boolean {
  const folder = folderOf(source.file);
  return evidence?.every(other => folderOf(other.source.file) === folder) ?? false;
}

/** In the same folder or chart, or of a kind that concerns the whole root. */
export function isNear(gap: Gap, { source }: KubernetesObject): boolean {
  if (gap.reason === 'kustomize' || gap.reason === 'loading') return true;
  const places = placesOf(gap);
  const folder = folderOf(source.file);
  return places.folders.has(folder) || places.charts.some(chart => source.file.startsWith(chart));
}

interface GapPlaces {
  readonly folders: ReadonlySet<string>;
  readonly charts: readonly string[];
}

const gapPlaces = new WeakMap<Gap, GapPlaces>();

function placesOf(gap: Gap): GapPlaces {
  const known = gapPlaces.get(gap);
  if (known) return known;
  const files = filesOf(gap);
  const charts = files.flatMap(file => /^(|.*?\/)templates\//.exec(file)?.[1] ?? []);
  const places = { folders: new Set(files.map(folderOf)), charts: [...new Set(charts)] };
  gapPlaces.set(gap, places);
  return places;
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}
