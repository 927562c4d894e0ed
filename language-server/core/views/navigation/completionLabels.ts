/** Keys and values of selectors: those labels that lead on to pods together with the pairs that stand already. */
import type { ClusterIndex, PodSource } from '../../cluster/clusterIndex.ts';
import { type KubernetesObject, kindOf, type PodShape } from '../../cluster/objects.ts';
import { podsInReach } from '../../cluster/podSelection.ts';
import { hasPods, isWorkload } from '../../cluster/references.ts';
import { knownLabelsOf, pairSelection } from '../../cluster/selection.ts';
import { type FieldPath, keyText, type ManifestNode, nodeAt } from '../../yaml/manifestNode.ts';
import type { TypedField } from './completionField.ts';
import type { Proposal } from './completionNames.ts';

export function labelItems(field: TypedField, cluster: ClusterIndex): readonly Proposal[] {
  const { object, path, part } = field;
  const map = path.slice(0, -1);
  const pods = podsFor(object, map, cluster);
  if (pods.length === 0) return [];
  const typed = String(path.at(-1));
  const others = pairsOf(nodeAt(field.node, map)).filter(([key]) => key !== typed);
  const fitting = pods.filter(({ pod }) =>
    others.every(([key, value]) => pairSelection(key, String(value), pod) === 'yes'),
  );
  const near = nearFirst(fitting.length ? fitting : pods, object);
  if (part === 'value') return values(near, typed);
  return keys(near, new Set(others.map(([key]) => key)), field.isBare && !field.quoted);
}

/** The pods that a map of pairs can choose; none where the map is no selector. */
function podsFor(object: KubernetesObject, map: FieldPath, cluster: ClusterIndex): readonly PodSource[] {
  const { namespace, name } = object;
  const at = map.join('.');
  if (object.kind === 'Service') return at === 'spec.selector' ? cluster.podSourcesIn(namespace) : [];
  if (isWorkload(object) && at === 'spec.selector.matchLabels') return [{ namespace, name, object, pod: object.pod }];
  const selectors = hasPods(object) ? object.pod.podSelectors : object.kind === 'Other' ? object.podSelectors : [];
  const selector = selectors?.find(({ path }) => [...path, 'matchLabels'].join('.') === at);
  return selector ? podsInReach(object, selector, cluster) : [];
}

function pairsOf(map: ManifestNode | undefined): (readonly [string, unknown])[] {
  const entries = map?.kind === 'map' ? map.entries : [];
  return entries.map(entry => [keyText(entry), entry.value.kind === 'scalar' ? entry.value.value : undefined] as const);
}

/** Pods of the same file first: most Services stand beside what they select. */
function nearFirst(pods: readonly PodSource[], { source }: KubernetesObject): readonly PodSource[] {
  const isNear = (pod: PodSource) => pod.object.source.file === source.file;
  return [...pods.filter(isNear), ...pods.filter(pod => !isNear(pod))];
}

function values(pods: readonly PodSource[], key: string): Proposal[] {
  const owners = new Map<string, PodSource[]>();
  for (const source of pods) {
    for (const value of valuesOf(key, source.pod)) owners.set(value, [...(owners.get(value) ?? []), source]);
  }
  return [...owners].map(([value, list]) => ({ value, detail: ownersText(list), kind: 'label' }));
}

/** Each key; where it still lacks a value, each of its pairs before it. */
function keys(pods: readonly PodSource[], used: ReadonlySet<string>, withValues: boolean): Proposal[] {
  const owners = new Map<string, PodSource[]>();
  for (const source of pods) {
    for (const key of keysOf(source.pod)) {
      if (!used.has(key)) owners.set(key, [...(owners.get(key) ?? []), source]);
    }
  }
  return [...owners].flatMap(([key, list]): Proposal[] => {
    if (!withValues) return [{ value: key, detail: ownersText(list), kind: 'label' }];
    return values(list, key).map(proposal => ({ ...proposal, value: key, follow: String(proposal.value) }));
  });
}

/** Pods that a controller numbers have a value each; a list of very many helps nobody. */
const maxNumbered = 20;

function valuesOf(key: string, pod: PodShape): readonly string[] {
  const label = knownLabelsOf(pod)[key];
  if (label !== undefined) return [label];
  const { first, count, prefixes } = pod.ordinals ?? { first: 0, count: 0, prefixes: {} };
  const prefix = Object.hasOwn(prefixes, key) ? prefixes[key] : undefined;
  if (prefix === undefined) return [];
  return Array.from({ length: Math.min(count, maxNumbered) }, (_, i) => `${prefix}${first + i}`);
}

/** Labels that have no value before the cluster gives one are of no use in a selector. */
function keysOf(pod: PodShape): readonly string[] {
  return [...Object.keys(knownLabelsOf(pod)), ...Object.keys(pod.ordinals?.count ? pod.ordinals.prefixes : {})];
}

function ownersText(pods: readonly PodSource[]): string {
  const names = pods.slice(0, 2).map(({ object }) => `${kindOf(object)} ${object.name}`);
  const rest = pods.length - names.length;
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
}
