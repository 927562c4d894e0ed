import type { Workload } from '../../cluster/objects.ts';
import { selects } from '../../cluster/selectors.ts';
import { insertAt } from '../../yaml/edits.ts';
import { isAmbiguous, isInSameFile, locationOf } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { deployment, service } from '../examples.ts';
import { fix } from '../fixes.ts';
import { podsFor } from '../missing.ts';
import { describe, hasSelector, isExternalName } from '../serviceFacts.ts';

export const deploymentLabelsNotPodLabels = defineRule({
  id: 'deployment-labels-not-pod-labels',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'dropped',
  seeks: 'a pod with these labels',
  summary: 'The selector matches the labels of a workload, not those of its pods.',
  rationale: `A Service selects pods. The labels in a Deployment's own \`metadata\` are not handed down: its pods have those of
\`spec.template.metadata.labels\` only. Such a Service has no endpoints.`,
  *check(context) {
    const { object: service, cluster } = context;
    const { selector, namespace } = service;
    if (!selector || !hasSelector(service) || isExternalName(service) || isAmbiguous(cluster, service)) return;
    if (cluster.selected(namespace, selector).length > 0) return;
    const workload = labelledWorkload(context);
    if (!workload) return;
    const message = `${describe(service)} selects no pod: the labels stand on ${describe(workload)} itself, its pods have others, so connections are refused. Add the labels to spec.template.metadata.labels.`;
    const at = locationOf(context, workload, workload.pod.labelsPath, 'the labels that its pods have');
    const seeks = { ...podsFor(service), evidence: [workload] };
    yield { path: ['spec', 'selector'], message, related: [at], seeks };
  },
  fixes: (_draft, context) => {
    const workload = labelledWorkload(context);
    const tree = workload && context.nodeOf(workload);
    if (!workload || !tree || !isInSameFile(workload, context.object)) return [];
    const missing = Object.entries(context.object.selector ?? {}).filter(([k, v]) => workload.pod.labels[k] !== v);
    if (missing.some(([key]) => workload.pod.labels[key] !== undefined)) return [];
    const [first, ...more] = missing;
    // One edit at one place: further pairs would need the text that the first one made.
    if (!first || more.length > 0) return [];
    const edits = insertAt(context.text, tree, [...workload.pod.labelsPath, first[0]], first[1]);
    return fix(context, { title: `Add ${first.join(': ')} to the pod template` }, edits);
  },
  examples: {
    bad: [
      {
        text: `${service(`
  ports: [{ port: 80 }]
`).replace('  selector:\n', '  selector:\n  #<<<<<<<\n')}---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: { app: web }
spec:
  template:
    metadata:
      labels:
        run: web
    spec: { containers: [{ name: main }] }
`,
        fixed: `${service(`
  ports: [{ port: 80 }]
`)}---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: { app: web }
spec:
  template:
    metadata:
      labels:
        run: web
        app: web
    spec: { containers: [{ name: main }] }
`,
      },
    ],
    good: [
      {
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
${deployment('{ app: web }', '[]')}`,
      },
    ],
  },
});

function labelledWorkload({ object: service, cluster }: RuleContext<'Service'>): Workload | undefined {
  const { selector = {}, namespace } = service;
  const objects = cluster.podSourcesIn(namespace).map(source => source.object);
  return objects.find((o): o is Workload => o.kind !== 'Pod' && selects(selector, o.labels));
}
