/**
 * JSON patches (RFC 6902). In: an object and a list of operations. Out: the object after them, and the paths of
 * operations that fail; kustomize builds nothing then.
 */
import {
  childOf,
  type FieldPath,
  type ManifestNode,
  type MapNode,
  type SequenceNode,
} from '../../yaml/manifestNode.ts';
import { asMap, placedAt, saysTheSame, textOf, withField, withoutField } from './treeEdits.ts';

export interface JsonPatched {
  readonly node: MapNode;
  readonly failed: readonly FieldPath[];
}

export function applyJsonPatch(node: MapNode, patch: SequenceNode): JsonPatched {
  let result: ManifestNode = node;
  const failed: FieldPath[] = [];
  for (const operation of patch.items) {
    const next = applyOperation(result, operation);
    if (next) result = next;
    else failed.push(pointerOf(operation, 'path') ?? []);
  }
  return { node: asMap(result) ?? node, failed };
}

function pointerOf(operation: ManifestNode, key: 'path' | 'from'): string[] | undefined {
  const text = textOf(childOf(operation, key));
  if (text === undefined || (text !== '' && !text.startsWith('/'))) return undefined;
  return text
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Undefined where the operation fails. */
function applyOperation(root: ManifestNode, operation: ManifestNode): ManifestNode | undefined {
  const path = pointerOf(operation, 'path');
  const from = pointerOf(operation, 'from');
  const value = childOf(operation, 'value');
  if (!path) return undefined;
  switch (textOf(childOf(operation, 'op'))) {
    case 'add':
      return value && put(root, path, value, 'add');
    case 'replace':
      return value && put(root, path, value, 'replace');
    case 'remove':
      return remove(root, path);
    case 'move': {
      const moved = from && at(root, from);
      const rest = moved && remove(root, from);
      return rest && put(rest, path, moved, 'add');
    }
    case 'copy': {
      const copied = from && at(root, from);
      return copied && put(root, path, copied, 'add');
    }
    case 'test':
      return saysTheSame(at(root, path), value) ? root : undefined;
    default:
      return undefined;
  }
}

function at(root: ManifestNode, path: readonly string[]): ManifestNode | undefined {
  return path.reduce<ManifestNode | undefined>(
    (node, step) => (node?.kind === 'sequence' ? node.items[Number(step)] : childOf(node, step)),
    root,
  );
}

function put(
  node: ManifestNode,
  path: readonly string[],
  value: ManifestNode,
  how: 'add' | 'replace',
): ManifestNode | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return placedAt(value, node);
  const child = at(node, [step]);
  const next = rest.length
    ? child && put(child, rest, value, how)
    : placedAt(value, child ?? { start: node.start, end: node.start });
  if (!next) return undefined;
  // Kustomize lets a replacement make the field.
  if (node.kind === 'map') return withField(node, step, next);
  if (node.kind !== 'sequence') return undefined;
  if (rest.length || how === 'replace') return child && { ...node, items: node.items.with(Number(step), next) };
  const index = step === '-' ? node.items.length : Number(step);
  return index >= 0 && index <= node.items.length
    ? { ...node, items: node.items.toSpliced(index, 0, next) }
    : undefined;
}

function remove(node: ManifestNode, path: readonly string[]): ManifestNode | undefined {
  const [step = '', ...rest] = path;
  const child = at(node, [step]);
  if (!child) return undefined;
  const next = rest.length ? remove(child, rest) : undefined;
  if (rest.length && !next) return undefined;
  if (node.kind === 'map') return next ? withField(node, step, next) : withoutField(node, step);
  if (node.kind !== 'sequence') return undefined;
  const index = Number(step);
  return { ...node, items: next ? node.items.with(index, next) : node.items.toSpliced(index, 1) };
}
