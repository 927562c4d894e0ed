/**
 * What becomes of a finding that says that something is missing, where a part of the root that is not read could hold
 * it. In: a draft, with what it seeks, and the cluster. Out: the draft as it is, one step down with the condition, or
 * nothing. A finding whose evidence stands together is not doubted because of what is unknown in other folders.
 */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import { filesOf, type Gap, type IncompleteReason } from '../cluster/completeness.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import type { Draft, Severity } from './defineRule.ts';

/** `usual` is the severity where the draft has none. */
export function weighed(
  draft: Draft,
  { object, cluster, usual }: { object: KubernetesObject; cluster: ClusterIndex; usual: Severity },
): Draft | undefined {
  const { seeks } = draft;
  if (!seeks) return draft;
  const isTogether = standsTogether(object, seeks.evidence);
  const gaps = cluster.gapsFor(seeks).filter(gap => !isTogether || isNear(gap, object));
  const [gap] = gaps;
  if (!gap) return draft;
  const severity = draft.severity ?? usual;
  const isWeak = severity === 'information' || severity === 'hint';
  // While files are still read, all that is missing may yet come.
  if (isWeak || gaps.some(({ reason }) => reason === 'loading')) return undefined;
  return {
    ...draft,
    verdict: 'advice',
    severity: 'information',
    message: `${draft.message} ${conditionOf(gap, seeks.what)}`,
  };
}

const conditions: Readonly<Record<IncompleteReason, string>> = {
  template: 'a template that is not evaluated',
  placeholder: 'an object in a namespace that another tool fills in',
  kustomize: 'a part of the kustomization that is not known here',
  unparsable: 'a document that does not parse',
  'size-limit': 'a file that is too large to read',
  loading: 'a file that is still being read',
};

function conditionOf({ reason }: Gap, what: string): string {
  const verb = reason === 'placeholder' ? 'is' : 'adds';
  return `(Unless ${conditions[reason]} ${verb} ${what}.)`;
}

/** Whether there is evidence, and all of it in the object's own folder. */
function standsTogether({ source }: KubernetesObject, evidence: readonly KubernetesObject[] | undefined): boolean {
  const folder = folderOf(source.file);
  return evidence?.every(other => folderOf(other.source.file) === folder) ?? false;
}

/** In the same folder or chart, or of a kind that concerns the whole root. */
function isNear(gap: Gap, { source }: KubernetesObject): boolean {
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
