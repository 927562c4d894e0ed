/**
 * On which nodes a pod may be placed, as far as the workspace knows: by its nodeSelector, its required node affinity and
 * the nodes' taints. In: a pod's demands and Nodes. Out: the nodes that take it. A label that no Node carries is not
 * known rather than absent: kubelets and cloud providers add labels that nobody writes down.
 */
import {
  kindOf,
  type LabelRequirement,
  type Node,
  type Pod,
  type Scheduling,
  type Taint,
  type Workload,
} from './objects.ts';

/** What a DaemonSet's pods tolerate without saying so. */
const toleratedByDaemons: readonly string[] = [
  'not-ready',
  'unreachable',
  'disk-pressure',
  'memory-pressure',
  'pid-pressure',
  'unschedulable',
].map(name => `node.kubernetes.io/${name}`);

const knownKeys = new WeakMap<readonly Node[], ReadonlySet<string>>();

function labelKeysOf(nodes: readonly Node[]): ReadonlySet<string> {
  const known = knownKeys.get(nodes) ?? new Set(nodes.flatMap(node => Object.keys(node.labels)));
  knownKeys.set(nodes, known);
  return known;
}

const tainted = new WeakMap<readonly Node[], boolean>();

function areTainted(nodes: readonly Node[]): boolean {
  const known = tainted.get(nodes) ?? nodes.some(node => node.taints.length > 0);
  tainted.set(nodes, known);
  return known;
}

/**
 * The nodes that an object's pods can be on. A DaemonSet has pods on exactly these; where no node fits for others, the
 * workspace may not hold them all, and nothing is said.
 */
export function nodesFor(object: Pod | Workload, nodes: readonly Node[]): readonly Node[] {
  if (!object.pod.scheduling && !areTainted(nodes)) return nodes;
  const fitting = nodes.filter(node => takes(node, object, nodes));
  return fitting.length > 0 || kindOf(object) === 'DaemonSet' ? fitting : nodes;
}

function takes(node: Node, object: Pod | Workload, nodes: readonly Node[]): boolean {
  const { scheduling } = object.pod;
  return (
    node.taints.every(taint => tolerates(object, taint)) &&
    (!scheduling || (isSelected(node, scheduling, nodes) && isNear(node, scheduling, nodes)))
  );
}

function isSelected(node: Node, { nodeSelector }: Scheduling, nodes: readonly Node[]): boolean {
  return Object.entries(nodeSelector).every(([key, value]) =>
    meets(node, { key, operator: 'In', values: [value] }, nodes),
  );
}

/** One term must hold, with all that it demands. */
function isNear(node: Node, { nodeTerms }: Scheduling, nodes: readonly Node[]): boolean {
  return nodeTerms.length === 0 || nodeTerms.some(term => term.every(demand => meets(node, demand, nodes)));
}

function meets(node: Node, { key, operator, values }: LabelRequirement, nodes: readonly Node[]): boolean {
  const value = node.labels[key] ?? (key === 'kubernetes.io/hostname' ? node.name : undefined);
  if (value === undefined && !labelKeysOf(nodes).has(key)) return true;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return Number(value) > Number(values[0]);
    case 'Lt':
      return Number(value) < Number(values[0]);
    default:
      return true;
  }
}

function tolerates(object: Pod | Workload, taint: Taint): boolean {
  if (taint.effect !== 'NoSchedule' && taint.effect !== 'NoExecute') return true;
  if (kindOf(object) === 'DaemonSet' && toleratedByDaemons.includes(taint.key)) return true;
  return (object.pod.scheduling?.tolerations ?? []).some(({ key, operator, value, effect }) => {
    if (effect && effect !== taint.effect) return false;
    if (operator === 'Exists') return !key || key === taint.key;
    return key === taint.key && (value ?? '') === taint.value;
  });
}
