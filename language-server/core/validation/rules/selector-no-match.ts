import type { ClusterIndex } from '../../cluster/clusterIndex.ts';
import type { Labels } from '../../cluster/objects.ts';
import { selects } from '../../cluster/selectors.ts';
import { nodeAt } from '../../yaml/manifestNode.ts';
import { isAmbiguous, isInSameFile } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
import { deployment, service } from '../examples.ts';
import { fix } from '../fixes.ts';
import { alignSelector, nearestSources } from '../selectorNearness.ts';
import { describe, hasSelector, isExternalName } from '../serviceFacts.ts';

export const selectorNoMatch = defineRule({
  id: 'selector-no-match',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'dropped',
  assumes: 'namespace-complete',
  summary: 'The selector matches no pod of its namespace.',
  rationale: `Every pair of the selector must stand in a pod's labels. A Service that selects nothing has an EndpointSlice without endpoints:
connections to it are refused, and neither the API server nor \`kubectl apply\` says a word. Selectors look at the pod template's labels,
in the Service's own namespace only. The finding is a warning where a pod template nearly matches, and steps down where the pods may
simply live elsewhere.`,
  *check({ object: service, cluster }) {
    const { selector, namespace } = service;
    if (!selector || !hasSelector(service) || isExternalName(service) || isAmbiguous(cluster, service)) return;
    if (cluster.selected(namespace, selector).length > 0 || matchesWorkload(selector, cluster, namespace)) return;
    const sources = cluster.podSourcesIn(namespace);
    if (sources.length === 0) return;
    const near = nearestSources(selector, sources)[0];
    const isNeighbour = near && isInSameFile(near.source.object, service);
    const advice = near
      ? ` Nearest is ${describe(near.source.object)}, whose pods lack ${near.missing.join(', ')}.`
      : ` None of the ${sources.length} pod templates there is alike; fine if its pods are made elsewhere.`;
    yield {
      path: ['spec', 'selector'],
      message: `${describe(service)} selects no pod: nothing in namespace ${namespace} has all of its labels, so connections to it are refused.${advice}`,
      ...(near?.isLikely ? {} : { verdict: 'advice', severity: isNeighbour ? 'information' : 'hint' }),
    };
  },
  fixes: (_draft, { object: service, node, text, file, cluster }) => {
    const selector = service.selector ?? {};
    const map = nodeAt(node, ['spec', 'selector']);
    const near = nearestSources(selector, cluster.podSourcesIn(service.namespace));
    return near.slice(0, 3).flatMap(({ source }) => {
      const edits = alignSelector(text, map, selector, source.pod.labels);
      return fix({ file }, { title: `Select the pods of ${describe(source.object)}` }, edits);
    });
  },
  examples: {
    bad: [
      {
        text: `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector:
  #<<<<<<<
    app: demoap # one letter short
    tier: front
  ports: [{ port: 80 }]
---
${deployment('{ app: demoapp, tier: front, version: v1 }', '[{ containerPort: 80 }]')}`,
        fixed: `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector:
    app: demoapp # one letter short
    tier: front
  ports: [{ port: 80 }]
---
${deployment('{ app: demoapp, tier: front, version: v1 }', '[{ containerPort: 80 }]')}`,
      },
    ],
    good: [
      {
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
${deployment('{ app: web, version: v1 }', '[{ containerPort: 80 }]')}`,
      },
      {
        title: 'Nothing in the workspace could match',
        text: service(`
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});

/** Another rule speaks of a selector that matches a workload instead of its pods. */
function matchesWorkload(selector: Labels, cluster: ClusterIndex, namespace: string): boolean {
  return cluster
    .podSourcesIn(namespace)
    .some(({ object }) => object.kind !== 'Pod' && selects(selector, object.labels));
}
