/**
 * A container port's name stands in more pods than one: every Service and NetworkPolicy that asks for it by name ties
 * the pods that it chooses together, and probes ask for it in the container itself.
 */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { Container, KubernetesObject } from '../cluster/objects.ts';
import { nodesMatching, type PathPattern } from '../cluster/referenceFields.ts';
import { hasPods, type Link, linksTo, type Place, placeKey } from '../cluster/references.ts';
import { type FieldPath, type ManifestNode, nodeAt } from '../yaml/manifestNode.ts';
import type { Cursor } from './definition.ts';
import type { PresentOf } from './place.ts';
import type { Occurrence } from './renameSubject.ts';

const probes: readonly PathPattern[] = [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].map(probe => [probe]),
  ...['postStart', 'preStop'].map(hook => ['lifecycle', hook]),
].flatMap(place => [
  [...place, 'httpGet', 'port'],
  [...place, 'tcpSocket', 'port'],
]);

const policyPorts: PathPattern = ['spec', 'ingress', '*', 'ports', '*', 'port'];

function asksByName(object: KubernetesObject, path: FieldPath, name: string, presentOf: PresentOf): boolean {
  const node = nodeAt(presentOf(object)?.node, path);
  return node?.kind === 'scalar' && node.value === name;
}

export function containerPortOccurrences(
  start: readonly Place[],
  name: string,
  { cluster, presentOf }: Cursor,
): readonly Occurrence[] {
  const ports = new Map<string, Place>();
  const asking: Place[] = [];
  const queue = [...start];
  for (let place = queue.pop(); place; place = queue.pop()) {
    if (ports.has(placeKey(place))) continue;
    ports.set(placeKey(place), place);
    for (const { from, targets } of linksTo(place, cluster)) {
      if (!asksByName(from.object, from.path, name, presentOf)) continue;
      asking.push(from);
      queue.push(...targets);
    }
    for (const policy of policiesFor(place.object, cluster)) {
      const fields = policyFields(policy.from.object, name, presentOf);
      asking.push(...fields);
      if (fields.length) queue.push(...policy.targets.flatMap(({ object }) => portsNamed(object, name)));
    }
  }
  const declared = [...ports.values()].map(({ object, path }) => ({ object, path: [...path, 'name'] }));
  const objects = new Map([...ports.values()].map(({ object }) => [object.source, object]));
  const probing = [...objects.values()].flatMap(object => probeFields(object, name, presentOf));
  return [...declared, ...asking, ...probing].map(place => ({ ...place, part: 'value' }));
}

/** Policies that decide over the traffic to these pods. */
function policiesFor(object: KubernetesObject, cluster: ClusterIndex): readonly Link[] {
  if (!hasPods(object)) return [];
  const links = linksTo({ object, path: object.pod.labelsPath }, cluster);
  return links.filter(
    ({ from: { object: policy, path } }) => policy.kind === 'Other' && path.join('.') === 'spec.podSelector',
  );
}

function policyFields(policy: KubernetesObject, name: string, presentOf: PresentOf): Place[] {
  return scalarsNamed(policy, presentOf(policy)?.node, [], policyPorts, name);
}

function scalarsNamed(
  object: KubernetesObject,
  node: ManifestNode | undefined,
  base: FieldPath,
  pattern: PathPattern,
  name: string,
): Place[] {
  const found = node ? nodesMatching(node, pattern) : [];
  return found.flatMap(({ node: { kind, ...scalar }, path }) =>
    kind === 'scalar' && 'value' in scalar && scalar.value === name ? [{ object, path: [...base, ...path] }] : [],
  );
}

function containersOf(object: KubernetesObject): readonly Container[] {
  return hasPods(object) ? object.pod.containers : [];
}

function portsNamed(object: KubernetesObject, name: string): Place[] {
  return containersOf(object).flatMap(({ path, ports }) =>
    ports.flatMap((port, i) => (port.name === name ? [{ object, path: [...path, 'ports', i] }] : [])),
  );
}

/** Probes look for the name in their own container only. */
function probeFields(object: KubernetesObject, name: string, presentOf: PresentOf): Place[] {
  const node = presentOf(object)?.node;
  const naming = containersOf(object).filter(container => container.ports.some(port => port.name === name));
  return naming.flatMap(({ path }) =>
    probes.flatMap(pattern => scalarsNamed(object, nodeAt(node, path), path, pattern, name)),
  );
}
