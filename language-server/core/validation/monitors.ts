/**
 * What ServiceMonitors and PodMonitors of the Prometheus operator choose. In: a monitor's tree and the cluster. Out: the
 * ports that its endpoints name, and the Services or pods that it selects; undefined where labels leave that open.
 */
import type { ClusterIndex, PodSource } from '../cluster/clusterIndex.ts';
import { decodeLabelSelector } from '../cluster/decodePodSelectors.ts';
import type { LabelSelector, OtherObject, Service } from '../cluster/objects.ts';
import { readItems, readString, readStrings } from '../cluster/read.ts';
import { openLabelsOf } from '../cluster/selection.ts';
import { meetsSelector } from '../cluster/selectors.ts';
import { childOf, type FieldPath, type ManifestNode, nodeAt } from '../yaml/manifestNode.ts';
import { isUnknownText } from '../yaml/unknownText.ts';

export interface MonitoredPort {
  readonly name: string;
  readonly path: FieldPath;
}

const lists: Readonly<Record<string, string>> = {
  ServiceMonitor: 'endpoints',
  PodMonitor: 'podMetricsEndpoints',
};

export function isMonitor({ actualKind, apiVersion }: OtherObject): boolean {
  return Object.hasOwn(lists, actualKind) && apiVersion.startsWith('monitoring.coreos.com/');
}

/** By name; those that ask by number are free to ask for any. */
export function monitoredPorts({ actualKind }: OtherObject, node: ManifestNode): MonitoredPort[] {
  const list = lists[actualKind]!;
  return readItems(childOf(node, 'spec'), list).flatMap((item, index) => {
    const name = readString(item, 'port');
    return name && !isUnknownText(name) ? [{ name, path: ['spec', list, index, 'port'] }] : [];
  });
}

export function monitoredServices(
  monitor: OtherObject,
  node: ManifestNode,
  cluster: ClusterIndex,
): readonly Service[] | undefined {
  const selector = selectorIn(node);
  const isInReach = reachOf(monitor, node);
  const inReach = cluster.model.services.filter(({ namespace }) => isInReach(namespace));
  if (!selector || inReach.some(({ labels }) => isOpen(labels))) return undefined;
  return inReach.filter(({ labels }) => meetsSelector(selector, labels));
}

export function monitoredPods(
  monitor: OtherObject,
  node: ManifestNode,
  cluster: ClusterIndex,
): readonly PodSource[] | undefined {
  const selector = selectorIn(node);
  const isInReach = reachOf(monitor, node);
  const namespaces = new Set([...cluster.model.pods, ...cluster.model.workloads].map(({ namespace }) => namespace));
  const inReach = [...namespaces].filter(isInReach).flatMap(namespace => cluster.podSourcesIn(namespace));
  if (!selector) return undefined;
  const keys = [...Object.keys(selector.matchLabels), ...selector.matchExpressions.map(({ key }) => key)];
  if (inReach.some(({ pod }) => openLabelsOf(pod).some(key => keys.includes(key)))) return undefined;
  return inReach.filter(({ pod }) => meetsSelector(selector, pod.labels));
}

/** One that asks for nothing selects everything, which proves nothing of a single port. */
function selectorIn(node: ManifestNode): LabelSelector | undefined {
  const written = nodeAt(node, ['spec', 'selector']);
  if (written?.kind !== 'map') return undefined;
  const selector = decodeLabelSelector(written);
  const values = [...Object.values(selector.matchLabels), ...selector.matchExpressions.flatMap(({ values }) => values)];
  const isEmpty = Object.keys(selector.matchLabels).length + selector.matchExpressions.length === 0;
  return isEmpty || values.some(isUnknownText) ? undefined : selector;
}

function isOpen(labels: Service['labels']): boolean {
  return Object.values(labels).some(isUnknownText);
}

function reachOf({ namespace: own }: OtherObject, node: ManifestNode): (namespace: string) => boolean {
  const choice = nodeAt(node, ['spec', 'namespaceSelector']);
  const any = childOf(choice, 'any');
  if (any?.kind === 'scalar' && any.value === true) return () => true;
  const names = readStrings(choice, 'matchNames');
  return namespace => (names.length ? names.includes(namespace) : namespace === own);
}
