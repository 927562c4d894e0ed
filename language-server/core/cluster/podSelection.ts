/**
 * Which pods a label selector chooses, in the namespaces that it speaks of. In: an object's selector and its cluster.
 * Out: pods and templates that it certainly chooses; labels of a namespace that no manifest holds are unknown.
 */
import type { ClusterIndex, PodSource } from './clusterIndex.ts';
import type { ClusterModel } from './clusterModel.ts';
import type { LabelSelector, Labels, NamespacedName, PodSelector } from './objects.ts';
import { choiceOf } from './selection.ts';
import { meetsSelector } from './selectors.ts';

/** The API server puts it on every namespace. */
const namespaceNameLabel = 'kubernetes.io/metadata.name';

/** The pods among which the selector chooses. */
export function podsInReach(
  { namespace }: Pick<NamespacedName, 'namespace'>,
  { namespaces }: Pick<PodSelector, 'namespaces'>,
  cluster: ClusterIndex,
): readonly PodSource[] {
  if (!namespaces) return cluster.podSourcesIn(namespace);
  const { names, selector } = namespaces;
  const chosen = selector ? namespacesMeeting(selector, cluster.model) : [];
  return [...new Set([...names, ...chosen])].flatMap(name => cluster.podSourcesIn(name));
}

export function podsChosenBy(
  object: Pick<NamespacedName, 'namespace'>,
  selector: PodSelector,
  cluster: ClusterIndex,
): readonly PodSource[] {
  return podsInReach(object, selector, cluster).filter(({ pod }) => choiceOf(selector, pod) === 'yes');
}

function namespacesMeeting(selector: LabelSelector, model: ClusterModel): readonly string[] {
  const keys = [...Object.keys(selector.matchLabels), ...selector.matchExpressions.map(({ key }) => key)];
  const asksOnlyForName = keys.every(key => key === namespaceNameLabel);
  return [...namespacesOf(model)].flatMap(([name, labels]) => {
    if (!labels && !asksOnlyForName) return [];
    return meetsSelector(selector, { ...labels, [namespaceNameLabel]: name }) ? [name] : [];
  });
}

const known = new WeakMap<ClusterModel, ReadonlyMap<string, Labels | undefined>>();

/** Every namespace that has pods, with its labels where a manifest holds it. */
function namespacesOf(model: ClusterModel): ReadonlyMap<string, Labels | undefined> {
  const found = known.get(model) ?? findNamespaces(model);
  known.set(model, found);
  return found;
}

function findNamespaces({ pods, workloads, others }: ClusterModel): ReadonlyMap<string, Labels | undefined> {
  const namespaces = new Map<string, Labels | undefined>();
  for (const { namespace } of [...pods, ...workloads]) namespaces.set(namespace, undefined);
  for (const { actualKind, name, labels } of others) {
    if (actualKind === 'Namespace' && namespaces.has(name)) namespaces.set(name, labels);
  }
  return namespaces;
}
