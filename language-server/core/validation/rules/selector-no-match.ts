import type { ClusterIndex, PodSource } from '../../cluster/clusterIndex.ts';
import { type EndpointGap, endpointGaps } from '../../cluster/endpointGaps.ts';
import { idleMakers } from '../../cluster/idleMakers.ts';
import type { Labels, Service } from '../../cluster/objects.ts';
import { selects } from '../../cluster/selectors.ts';
import { isUnknownName } from '../../cluster/unknownValues.ts';
import { nodeAt } from '../../yaml/manifestNode.ts';
import { isAmbiguous, isInSameFile, locationOf } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
import { deployment, service } from '../examples.ts';
import { fix } from '../fixes.ts';
import { podsFor } from '../missing.ts';
import { alignSelector, nearestSources } from '../selectorNearness.ts';
import { describe, hasSelector, isExternalName } from '../serviceFacts.ts';

export const selectorNoMatch = defineRule({
  id: 'selector-no-match',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'dropped',
  seeks: 'a pod with these labels',
  summary: 'The selector matches no pod of its namespace.',
  rationale: `Every pair of the selector must stand in a pod's labels. A Service that selects nothing has an EndpointSlice without endpoints:
connections to it are refused, and neither the API server nor \`kubectl apply\` says a word. Selectors look at the pod template's labels,
in the Service's own namespace only. The finding is a warning where a pod template nearly matches, and steps down where the pods may
simply live elsewhere.`,
  *check(context) {
    const { object: service, cluster } = context;
    const { selector, namespace } = service;
    if (!selector || !hasSelector(service) || isExternalName(service) || isAmbiguous(cluster, service)) return;
    if (isUnknownName(namespace)) return;
    if (cluster.selected(namespace, selector).length > 0 || matchesWorkload(selector, cluster, namespace)) return;
    // A number that no pod has is reported by itself; pods that no manifest shows may have the labels.
    if (idleMakers(service, cluster).length > 0 || endpointGaps(service, cluster).some(mayMatch)) return;
    const sources = cluster.podSourcesIn(namespace);
    const near = nearestSources(selector, sources)[0];
    const elsewhere = near?.isLikely ? undefined : matchElsewhere(service, cluster);
    if (sources.length === 0 && !elsewhere) return;
    const isNeighbour = [near?.source.object, elsewhere?.object].some(o => o && isInSameFile(o, service));
    const advice = elsewhere
      ? ` ${describe(elsewhere.object)} has the labels, but a Service selects in its own namespace only.`
      : near
        ? ` Nearest is ${describe(near.source.object)}, whose pods lack ${near.missing.join(', ')}.`
        : '';
    const what = near?.isLikely
      ? `selects no pod: nothing in namespace ${namespace} has all of its labels, so connections to it are refused`
      : `matches no pod template known in namespace ${namespace}; that is fine only if its pods are made elsewhere`;
    yield {
      path: ['spec', 'selector'],
      message: `${describe(service)} ${what}.${advice}`,
      related: elsewhere
        ? [locationOf(context, elsewhere.object, ['metadata', 'namespace'], 'the pods with these labels')]
        : [],
      seeks: { ...podsFor(service), ...(near?.isLikely ? { evidence: [near.source.object] } : {}) },
      ...(near?.isLikely ? {} : { verdict: 'advice', severity: isNeighbour ? 'information' : 'hint' }),
    };
  },
  fixes: (_draft, { object: service, node, text, file, cluster }) => {
    const selector = service.selector ?? {};
    const map = nodeAt(node, ['spec', 'selector']);
    const near = nearestSources(selector, cluster.podSourcesIn(service.namespace));
    return near.slice(0, 3).flatMap(({ source }) => {
      const edits = alignSelector(text, map, selector, source.pod);
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
      {
        title: 'The pods are in another namespace',
        text: `${service(`
  ports: [{ port: 80 }]
`).replace('  selector:\n', '  selector:\n  #<<<<<<<\n')}---
${deployment('{ app: web }', '[{ containerPort: 80 }]').replace('name: web\n', 'name: web\n  namespace: shop\n')}`,
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
        title: 'An operator makes the pods and labels them after its resource',
        text: `${service(`
    strimzi.io/cluster: events
  ports: [{ port: 80 }]
`)}---
${deployment('{ app: web }', '[{ containerPort: 80 }]')}---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata:
  name: events
`,
      },
      {
        title: 'A namespace that another tool fills in',
        text: `${service(`
  ports: [{ port: 80 }]
`).replace('name: web\n', 'name: web\n  namespace: __NAMESPACE__\n')}---
${deployment('{ app: web }', '[{ containerPort: 80 }]')}`,
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

function mayMatch(gap: EndpointGap): boolean {
  return gap.kind === 'labels' || (gap.kind === 'pod-maker' && gap.isMeant);
}

/** Pods of another namespace that the selector means, where exactly one namespace has such. */
function matchElsewhere(service: Service, cluster: ClusterIndex): PodSource | undefined {
  const { pods, workloads } = cluster.model;
  const namespaces = [...new Set([...pods, ...workloads].map(object => object.namespace))];
  const found = namespaces
    .map(namespace => cluster.selected(namespace, service.selector))
    .filter(list => list.length > 0);
  return found.length === 1 ? found[0]![0] : undefined;
}

/** Another rule speaks of a selector that matches a workload instead of its pods. */
function matchesWorkload(selector: Labels, cluster: ClusterIndex, namespace: string): boolean {
  return cluster
    .podSourcesIn(namespace)
    .some(({ object }) => object.kind !== 'Pod' && selects(selector, object.labels));
}
