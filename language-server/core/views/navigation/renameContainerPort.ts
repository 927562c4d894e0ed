/**
 * A container port's name stands in more pods than one: every Service and NetworkPolicy that asks for it by name ties
 * the pods that it chooses together, and probes ask for it in the container itself.
 */
import type { KubernetesObject } from '../../cluster/objects.ts';
import { linksTo, type Place, placeKey } from '../../cluster/references.ts';
import { type FieldPath, nodeAt } from '../../yaml/manifestNode.ts';
import type { Cursor } from './definition.ts';
import type { PresentOf } from './place.ts';
import type { Occurrence } from './renameSubject.ts';

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
  }
  const declared = [...ports.values()].map(({ object, path }) => ({ object, path: [...path, 'name'] }));
  return [...declared, ...asking].map(place => ({ ...place, part: 'value' }));
}
