import { idleMakers } from '../../cluster/idleMakers.ts';
import { hasWrittenEndpoints, isAmbiguous, locationOf } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
import { header, service } from '../examples.ts';
import { idleField, idleWords } from '../idleWords.ts';
import { podsFor } from '../missing.ts';
import { describe, isExternalName, quote } from '../serviceFacts.ts';

const podNameLabel = 'statefulset.kubernetes.io/pod-name';

const statefulSet = `${header('StatefulSet', 'apps/v1')}metadata: { name: web }
spec:
  replicas: 3
  template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: main }] } }
`;

export const selectorOrdinalMissing = defineRule({
  id: 'selector-ordinal-missing',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'dropped',
  seeks: 'other pods that the selector matches',
  summary: 'The selector asks for one pod of a StatefulSet that has no pod with that number.',
  rationale: `The StatefulSet controller labels each pod with its name, \`statefulset.kubernetes.io/pod-name\`, and its number,
\`apps.kubernetes.io/pod-index\`, so that a Service can be for one pod. Numbers run from \`spec.ordinals.start\`, which is 0 if absent, and
there are as many as replicas; an Indexed Job numbers its pods from 0. A Service for another number has no endpoints. Nothing is reported
where an autoscaler sets the replicas.`,
  *check(context) {
    const { object: service, cluster } = context;
    if (isExternalName(service) || isAmbiguous(cluster, service) || hasWrittenEndpoints(service, cluster)) return;
    const lacking = idleMakers(service, cluster).filter(({ reason }) => reason === 'no-such-ordinal');
    const [maker] = lacking;
    if (!maker || lacking.some(({ scalers }) => scalers.length > 0)) return;
    const selector = service.selector ?? {};
    const key =
      Object.keys(selector).find(label => Object.hasOwn(maker.object.pod.ordinals?.prefixes ?? {}, label)) ??
      podNameLabel;
    yield {
      path: ['spec', 'selector', key],
      message: `${describe(service)} selects ${key} ${quote(selector[key] ?? '')}, but ${idleWords(maker)}: connections to it are refused.`,
      related: [locationOf(context, maker.object, idleField(maker), 'how many pods it has')],
      seeks: { ...podsFor(service), evidence: [maker.object] },
    };
  },
  examples: {
    bad: [
      {
        text: `${service(`
    statefulset.kubernetes.io/pod-name: web-3
    #                                   ^^^^^
  ports: [{ port: 80 }]
`)}---
${statefulSet}`,
      },
      {
        title: 'Numbers that begin with 1',
        text: `${service(`
    apps.kubernetes.io/pod-index: "0"
    #                             ^^^
  ports: [{ port: 80 }]
`)}---
${statefulSet.replace('spec:\n', 'spec:\n  ordinals: { start: 1 }\n')}`,
      },
    ],
    good: [
      {
        text: `${service(`
    statefulset.kubernetes.io/pod-name: web-2
  ports: [{ port: 80 }]
`)}---
${statefulSet}`,
      },
      {
        title: 'An autoscaler may make more pods',
        text: `${service(`
    statefulset.kubernetes.io/pod-name: web-3
  ports: [{ port: 80 }]
`)}---
${statefulSet}---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: StatefulSet, name: web }
`,
      },
    ],
  },
});
