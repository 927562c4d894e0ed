import type { Pod } from '../../cluster/objects.ts';
import { isAmbiguous, locationOf } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { insertion } from '../fixes.ts';
import { podsFor } from '../missing.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

export const serviceWithoutReadyPods = defineRule({
  id: 'service-without-ready-pods',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'dropped',
  seeks: 'another pod with these labels',
  summary: 'All pods that the Service selects are unready.',
  rationale: `Pods that are not ready get no traffic, unless \`publishNotReadyAddresses\` is set. The finding reads the status that Pods in the workspace carry.`,
  *check(context) {
    const { object: service, cluster } = context;
    if (service.publishNotReadyAddresses || isExternalName(service) || isAmbiguous(cluster, service)) return;
    const pods = cluster
      .selected(service.namespace, service.selector)
      .map(source => source.object)
      .filter((o): o is Pod => o.kind === 'Pod' && o.hasStatus);
    if (pods.length === 0 || pods.some(pod => pod.ready)) return;
    const message = `${describe(service)} selects ${pods.length === 1 ? 'one Pod' : `${pods.length} Pods`} with a status, ${pods.length === 1 ? 'which is not' : 'none of them'} ready: connections to it are refused. Set publishNotReadyAddresses if they should get traffic anyway.`;
    const related = pods.slice(0, 3).map(pod => locationOf(context, pod, ['status'], 'not ready'));
    const seeks = { ...podsFor(service), evidence: pods };
    yield { path: ['spec', 'selector'], message, related, seeks };
  },
  fixes: (_draft, context) =>
    insertion(context, ['spec', 'publishNotReadyAddresses'], true, { title: 'Set publishNotReadyAddresses: true' }),
  examples: {
    bad: [
      {
        text: `${service(`
  ports: [{ port: 80 }]
`).replace('  selector:\n', '  selector:\n  #<<<<<<<\n')}---
apiVersion: v1
kind: Pod
metadata: { name: web-1, labels: { app: web } }
status: { phase: Running, podIP: 10.244.0.7, conditions: [{ type: Ready, status: "False" }] }
`,
        fixed: `${service(`
  ports: [{ port: 80 }]
  publishNotReadyAddresses: true
`)}---
apiVersion: v1
kind: Pod
metadata: { name: web-1, labels: { app: web } }
status: { phase: Running, podIP: 10.244.0.7, conditions: [{ type: Ready, status: "False" }] }
`,
      },
    ],
    good: [
      {
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Pod
metadata: { name: web-1, labels: { app: web } }
status: { phase: Running, podIP: 10.244.0.7, conditions: [{ type: Ready, status: "True" }] }
`,
      },
    ],
  },
});
