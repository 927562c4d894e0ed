import type { KubernetesObject, Workload } from '../../cluster/objects.ts';
import { isAmbiguous } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { deployment, endpointSlice, service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { podsFor } from '../missing.ts';
import { describe, isExternallyAccessible, isExternalName, isHeadless, typeOf } from '../serviceFacts.ts';

export const localPolicyWithoutLocalEndpoint = defineRule({
  id: 'local-policy-without-local-endpoint',
  kinds: ['Service'],
  severity: 'information',
  verdict: 'advice',
  seeks: 'endpoints on the other nodes',
  summary: 'A traffic policy Local, and nodes without an endpoint.',
  rationale: `With \`Local\`, a node uses only the endpoints on itself and drops the traffic when it has none. For \`internalTrafficPolicy\` that meets the pods of that node (so it suits
DaemonSets); for \`externalTrafficPolicy\` the clients that come in through that node (a load balancer avoids it by its health check, a fixed node address does not).`,
  *check(context) {
    const { object: service, cluster } = context;
    if (isHeadless(service) || isExternalName(service) || isAmbiguous(cluster, service)) return;
    const places = endpointPlaces(context);
    if (!places) return;
    const nodes = cluster.model.nodes.map(node => node.name);
    for (const field of ['internalTrafficPolicy', 'externalTrafficPolicy'] as const) {
      const isUsed = field === 'internalTrafficPolicy' || isExternallyAccessible(service);
      if (service[field] !== 'Local' || !isUsed) continue;
      const without = nodes.filter(name => !places.nodes.has(name));
      const isInternal = field === 'internalTrafficPolicy';
      const where = whichNodes(places, nodes, without);
      // A load balancer's health check keeps traffic off nodes without endpoints.
      if (!where || (!isInternal && typeOf(service) === 'LoadBalancer' && nodes.length === 0)) continue;
      const others = places.replicas === undefined ? 'there' : 'on the others';
      const who = isInternal
        ? `Pods ${others} get no answer from its cluster IP`
        : `Traffic from outside that comes in ${others} is dropped`;
      const message = `${describe(service)} has ${field} Local, but ${where}. ${who}: set Cluster, or run an endpoint on every node.`;
      const isCertain = nodes.length > 0 && (isInternal || typeOf(service) !== 'LoadBalancer');
      const seeks = { ...podsFor(service), evidence: places.objects };
      const severity = isCertain ? 'information' : 'hint';
      yield { path: ['spec', field], message, severity, suggestions: ['Cluster'], seeks };
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: `${service(`
  internalTrafficPolicy: Local
  #                      ^^^^^
  ports: [{ port: 80 }]
`)}---
${deployment('{ app: web }', '[{ containerPort: 80 }]')}`,
        fixed: `${service(`
  internalTrafficPolicy: Cluster
  ports: [{ port: 80 }]
`)}---
${deployment('{ app: web }', '[{ containerPort: 80 }]')}`,
      },
      {
        title: 'Nodes that are known',
        text: `${service(`
  type: NodePort
  externalTrafficPolicy: Local
  #                      ^^^^^
  ports: [{ port: 80 }]
`)}---
${endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [10.244.0.7], nodeName: node-a, targetRef: { kind: Pod, name: web-1 } }]
ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Node
metadata: { name: node-a }
---
apiVersion: v1
kind: Node
metadata: { name: node-b }
`,
      },
    ],
    good: [
      {
        title: 'A DaemonSet',
        text: `${service(`
  internalTrafficPolicy: Local
  ports: [{ port: 80 }]
`)}---
${deployment('{ app: web }', '[{ containerPort: 80 }]').replace('Deployment', 'DaemonSet')}`,
      },
    ],
  },
});

interface Places {
  /** Nodes that are known to hold an endpoint. */
  readonly nodes: ReadonlySet<string>;
  /** At most so many other nodes may hold one; undefined where every endpoint's node is known. */
  readonly replicas?: number;
  readonly objects: readonly KubernetesObject[];
}

/** Where the endpoints are; undefined where nothing is known, or where a DaemonSet puts one on every node. */
function endpointPlaces({ object: service, cluster }: RuleContext<'Service'>): Places | undefined {
  const slices = cluster.slicesOf(service);
  const endpoints = slices.flatMap(slice => slice.endpoints);
  const usable = endpoints.filter(endpoint => endpoint.conditions.ready !== false);
  if (usable.length > 0) {
    return usable.every(e => e.nodeName)
      ? { nodes: new Set(usable.map(e => e.nodeName!)), objects: slices }
      : undefined;
  }
  const objects = cluster.selected(service.namespace, service.selector).map(source => source.object);
  const workloads = objects.filter((o): o is Workload => o.kind !== 'Pod');
  if (workloads.length === 0 || workloads.some(o => o.kind === 'DaemonSet')) return undefined;
  const replicas = workloads.reduce((sum, o) => sum + (o.replicas ?? 1), 0);
  return { nodes: new Set(), replicas, objects: workloads };
}

function whichNodes(places: Places, nodes: readonly string[], without: readonly string[]): string | undefined {
  if (places.replicas === undefined) {
    if (without.length === 0) return undefined;
    return `${without.slice(0, 4).join(', ')}${without.length > 4 ? ` and ${without.length - 4} more` : ''} ha${without.length > 1 ? 've' : 's'} no endpoint`;
  }
  if (nodes.length > 0 && places.replicas >= nodes.length) return undefined;
  const count = places.replicas === 1 ? 'its one replica runs' : `its ${places.replicas} replicas run`;
  return `${count} on ${nodes.length > 0 ? `${Math.min(places.replicas, nodes.length)} of ${nodes.length} nodes at most` : 'some nodes only'}`;
}
