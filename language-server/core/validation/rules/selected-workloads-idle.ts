import { endpointGaps } from '../../cluster/endpointGaps.ts';
import { type IdleMaker, idleMakers } from '../../cluster/idleMakers.ts';
import { hasWrittenEndpoints, isAmbiguous, locationOf } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
import { deployment, job, service } from '../examples.ts';
import { idleField, idleWords } from '../idleWords.ts';
import { podsFor } from '../missing.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

const shown = 3;

export const selectedWorkloadsIdle = defineRule({
  id: 'selected-workloads-idle',
  kinds: ['Service'],
  severity: 'information',
  verdict: 'dropped',
  seeks: 'other pods that the selector matches',
  summary: 'Every workload that the Service selects makes no pods for now.',
  rationale: `\`replicas: 0\`, \`suspend: true\` and the time between two runs of a CronJob have one thing in common: the selector is right, and
yet the Service has no endpoints, so that connections to it are refused. Often that is intended, which is why this is information only.
Nothing is reported where an autoscaler that starts from 0, such as a KEDA ScaledObject, targets the workload.`,
  *check(context) {
    const { object: service, cluster } = context;
    if (isExternalName(service) || isAmbiguous(cluster, service) || hasWrittenEndpoints(service, cluster)) return;
    const idle = idleMakers(service, cluster).filter(({ reason }) => reason !== 'no-such-ordinal');
    if (idle.length === 0 || endpointGaps(service, cluster).some(({ kind }) => kind === 'scaler' || kind === 'labels'))
      return;
    const related = idle.slice(0, shown).map(maker => locationOf(context, maker.object, idleField(maker), 'no pods'));
    const seeks = { ...podsFor(service), evidence: idle.map(({ object }) => object) };
    yield { path: ['spec', 'selector'], message: messageOf(describe(service), idle), related, seeks };
  },
  examples: {
    bad: [
      {
        title: 'No replicas',
        text: `${service(`
  ports: [{ port: 80 }]
`).replace('  selector:\n', '  selector:\n  #<<<<<<<\n')}---
${deployment('{ app: web }', '[{ containerPort: 80 }]').replace('spec:\n', 'spec:\n  replicas: 0\n')}`,
      },
      {
        title: 'A suspended Job',
        text: `${service(`
  ports: [{ port: 80 }]
`).replace('  selector:\n', '  selector:\n  #<<<<<<<\n')}---
${job('{ app: web }').replace('spec:\n', 'spec:\n  suspend: true\n')}`,
      },
      {
        title: 'Pods only while a CronJob runs',
        text: `${service(`
  ports: [{ port: 80 }]
`).replace('  selector:\n', '  selector:\n  #<<<<<<<\n')}---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        metadata:
          labels: { app: web }
`,
      },
    ],
    good: [
      {
        title: 'KEDA starts pods when there is work',
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
${deployment('{ app: web }', '[{ containerPort: 80 }]').replace('spec:\n', 'spec:\n  replicas: 0\n')}---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: web
spec:
  scaleTargetRef: { name: web }
`,
      },
      {
        title: 'Another workload has pods',
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
${deployment('{ app: web }', '[{ containerPort: 80 }]').replace('spec:\n', 'spec:\n  replicas: 0\n')}---
${deployment('{ app: web }', '[{ containerPort: 80 }]').replace('name: web\n', 'name: canary\n')}`,
      },
    ],
  },
});

function messageOf(service: string, idle: readonly IdleMaker[]): string {
  const parts = idle.slice(0, shown).map(idleWords);
  const more = idle.length > shown ? ` and ${idle.length - shown} more make none` : '';
  const isLasting = idle.some(({ reason }) => reason !== 'between-runs');
  const until = isLasting ? '' : ' between runs';
  return `${service} selects no running pods: ${parts.join(', ')}${more}. Connections to it are refused${until}.`;
}
