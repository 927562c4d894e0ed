/** What keeps a workload from having the pods that a Service selects, in words; and the field that says so. */
import type { IdleMaker } from '../cluster/idleMakers.ts';
import type { FieldPath } from '../yaml/manifestNode.ts';
import { describe } from './serviceFacts.ts';

export function idleWords({ object, reason }: IdleMaker): string {
  const name = describe(object);
  switch (reason) {
    case 'no-replicas':
      return `${name} has replicas: 0`;
    case 'suspended':
      return `${name} is suspended`;
    case 'between-runs':
      return `${name} has pods only during its runs`;
    case 'completed':
      return `${name} has completed`;
    case 'no-such-ordinal': {
      const { first, count } = object.pod.ordinals ?? { first: 0, count: 0 };
      const what = object.kind === 'Job' ? 'completion indexes' : 'pods';
      return `the ${what} of ${name} are ${count === 1 ? `number ${first} alone` : `numbers ${first} to ${first + count - 1}`}`;
    }
  }
}

export function idleField({ reason }: IdleMaker): FieldPath {
  if (reason === 'suspended') return ['spec', 'suspend'];
  return reason === 'between-runs' ? ['spec', 'schedule'] : ['spec', 'replicas'];
}
