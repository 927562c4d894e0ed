/**
 * Labels that controllers add to the pods of a template. In: a workload. Out: those whose values are known, those that
 * number its pods, and the keys of those whose values only the cluster knows.
 */
import type { Labels, PodOrdinals, PodShape, Workload } from './objects.ts';

export type AddedLabels = Pick<PodShape, 'addedLabels' | 'unknownLabels' | 'ordinals'>;

type Shaped = Pick<Workload, 'kind' | 'actualKind' | 'name' | 'replicas' | 'firstOrdinal'>;

/** pkg/controller/statefulset and job; the index labels since 1.28 (feature PodIndexLabel). */
const podName = 'statefulset.kubernetes.io/pod-name';
const podIndex = 'apps.kubernetes.io/pod-index';
const completionIndex = 'batch.kubernetes.io/job-completion-index';
const jobNames = ['job-name', 'batch.kubernetes.io/job-name'];
const controllerUids = ['controller-uid', 'batch.kubernetes.io/controller-uid'];

/** What of a Job decides on its labels. */
export interface JobFacts {
  readonly isIndexed: boolean;
  readonly hasManualSelector: boolean;
  readonly completions: number | undefined;
}

/** `job` is of Jobs and CronJobs. */
export function addedLabels(
  { kind, actualKind, name, replicas = 1, firstOrdinal = 0 }: Shaped,
  job?: JobFacts,
): AddedLabels {
  switch (kind === 'CustomWorkload' ? actualKind : kind) {
    case 'Deployment':
      return { unknownLabels: ['pod-template-hash'] };
    case 'Rollout':
      return { unknownLabels: ['rollouts-pod-template-hash'] };
    case 'StatefulSet':
      return {
        unknownLabels: ['controller-revision-hash'],
        ordinals: numbered(firstOrdinal, replicas, { [podName]: `${name}-`, [podIndex]: '' }),
      };
    case 'DaemonSet':
      return { unknownLabels: ['controller-revision-hash', 'pod-template-generation'] };
    case 'DeploymentConfig':
      return { addedLabels: { deploymentconfig: name }, unknownLabels: ['deployment'] };
    case 'Job': {
      const count = job?.completions ?? replicas;
      const ordinals = job?.isIndexed ? { ordinals: numbered(0, count, { [completionIndex]: '' }) } : {};
      // The API server adds the others together with the selector that it generates.
      if (job?.hasManualSelector) return ordinals;
      const names = Object.fromEntries(jobNames.map(key => [key, name]));
      return { ...ordinals, addedLabels: names, unknownLabels: controllerUids };
    }
    case 'CronJob':
      return { unknownLabels: [...jobNames, ...controllerUids, ...(job?.isIndexed ? [completionIndex] : [])] };
    default:
      return {};
  }
}

function numbered(first: number, count: number, prefixes: Labels): PodOrdinals {
  return { first, count: Math.max(0, count), prefixes };
}
