/**
 * What a transformer made of a tree, kept with the trees: after an edit only what changed is transformed and decoded
 * again. In: what decides the outcome, and a tree. Out: the tree made of it, the same as before.
 */
import type { MapNode } from '../../yaml/manifestNode.ts';

type Change = (node: MapNode) => MapNode;

const memories = new WeakMap<object, Map<string, WeakMap<MapNode, MapNode>>>();

/** `change` may depend on `owner`, on `step` and on the tree alone. */
export function rememberedChange(owner: object, step: string, change: Change): Change {
  const steps = memories.get(owner) ?? new Map<string, WeakMap<MapNode, MapNode>>();
  memories.set(owner, steps);
  const known = steps.get(step) ?? new WeakMap<MapNode, MapNode>();
  steps.set(step, known);
  return node => {
    const made = known.get(node) ?? change(node);
    known.set(node, made);
    return made;
  };
}
