/**
 * Which objects stand for the pods of the cluster, each pod once. `kubectl get` shows one pod up to three times: in its
 * Deployment, in its ReplicaSet and as itself. In: a cluster. Out: Pods, and the workloads whose pods are known by
 * nothing but their template; of several objects with one name the last.
 */
import type { ClusterModel } from './clusterModel.ts';
import type { NamespacedName, Pod, TargetRef, Workload } from './objects.ts';

type Made = (Pod | Workload) & NamespacedName;

export interface StandingPods {
  readonly has: (object: Pod | Workload) => boolean;
  /** The uppermost workload that made a pod, or a reference to it where the workspace does not hold it. */
  readonly makerOf: (object: Pod | Workload) => Workload | TargetRef | undefined;
}

export function keyOf(namespace: string, { kind, name }: TargetRef): string {
  return `${namespace}/${kind}/${name}`;
}

type Podlike = Pick<ClusterModel, 'pods' | 'workloads'>;

const known = new WeakMap<readonly Workload[], { readonly pods: readonly Pod[]; readonly standing: StandingPods }>();

/** The same again while both lists are the same, as they are after edits of other objects. */
export function standingPods({ pods, workloads }: Podlike): StandingPods {
  const before = known.get(workloads);
  if (before?.pods === pods) return before.standing;
  const standing = findStandingPods({ pods, workloads });
  known.set(workloads, { pods, standing });
  return standing;
}

function findStandingPods(model: Podlike): StandingPods {
  const workloads = new Map(model.workloads.map(workload => [keyOf(workload.namespace, workload), workload]));
  const pods = new Map(model.pods.map(pod => [keyOf(pod.namespace, pod), pod]));
  const makersOf = (object: Made) => chainOfMakers(object, workloads);
  const represented = new Set<string>();
  for (const pod of pods.values()) {
    if (pod.hasStatus) for (const maker of makersOf(pod)) represented.add(keyOf(pod.namespace, maker));
  }
  const isMadeHere = (object: Made) => makersOf(object).some(m => workloads.has(keyOf(object.namespace, m)));
  const standing = new Set<Pod | Workload>([
    ...[...pods.values()].filter(pod => pod.hasStatus || !isMadeHere(pod)),
    ...[...workloads].filter(([key, workload]) => !represented.has(key) && !isMadeHere(workload)).map(([, w]) => w),
  ]);
  return {
    has: object => standing.has(object),
    makerOf: object => {
      const last = makersOf(object).at(-1);
      return last && (workloads.get(keyOf(object.namespace, last)) ?? last);
    },
  };
}

/** From the nearest maker upwards. Ends where an owner is unknown, so it cannot go round in circles for long. */
function chainOfMakers(object: Made, workloads: ReadonlyMap<string, Workload>): readonly TargetRef[] {
  const chain: TargetRef[] = [];
  let child: Made = object;
  while (child.owner && chain.length < 4) {
    const { owner }: Made = child;
    chain.push(owner);
    const known = workloads.get(keyOf(object.namespace, owner));
    if (!known) return [...chain, ...deploymentOf(owner, object)];
    child = known;
  }
  return chain;
}

/** A Deployment names its ReplicaSets after itself and the hash that it also labels their pods with. */
function deploymentOf(owner: TargetRef, { labels }: Made): TargetRef[] {
  const hash = labels['pod-template-hash'];
  if (owner.kind !== 'ReplicaSet' || !hash || !owner.name.endsWith(`-${hash}`)) return [];
  return [{ kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1) }];
}
