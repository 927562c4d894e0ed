import type { KubernetesObject, OtherObject } from '../../cluster/objects.ts';
import { declaredContainerPorts, locationOf } from '../crossObject.ts';
import { type Draft, defineRule, type RuleContext } from '../defineRule.ts';
import { deployment, serviceWith } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { portBearers } from '../missing.ts';
import { isMonitor, type MonitoredPort, monitoredPods, monitoredPorts, monitoredServices } from '../monitors.ts';
import { nearest } from '../nearest.ts';
import { anyOf, describe, quote } from '../serviceFacts.ts';

type Context = RuleContext<'Other'>;

const webService = serviceWith(`
  name: web
  labels: { app: web }
`).replace('    - port: 80\n', '    - { name: http, port: 80 }\n    - { name: metrics, port: 9090 }\n');

const monitor = (kind: string, list: string, port: string) => `apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  ${list}:
    - port: ${port}
`;

export const monitorPortNotFound = defineRule({
  id: 'monitor-port-not-found',
  kinds: ['Other'],
  severity: 'warning',
  verdict: 'dropped',
  meets: 'related',
  seeks: 'a Service or pod with that port that it selects too',
  summary: 'A ServiceMonitor or PodMonitor that names a port which nothing it selects has.',
  rationale: `A ServiceMonitor's \`endpoints[].port\` is the name of a Service port, a PodMonitor's \`podMetricsEndpoints[].port\` the name of a container
port; neither is a number. Prometheus drops every target without such a port, so the monitor scrapes nothing and no error shows. There is no
finding where the manifests hold nothing that the monitor selects.`,
  *check(context) {
    const { object, node } = context;
    if (!isMonitor(object)) return;
    const ports = monitoredPorts(object, node);
    if (ports.length === 0) return;
    const found = object.actualKind === 'PodMonitor' ? ofPods(context) : ofServices(context);
    if (!found) return;
    for (const port of ports) {
      if (!found.names.includes(port.name)) yield missing(object, port, found);
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: `${webService}---
${monitor('ServiceMonitor', 'endpoints', 'metric')}      #     ^^^^^^
`,
        fixed: `${webService}---
${monitor('ServiceMonitor', 'endpoints', 'metrics')}`,
      },
      {
        title: 'A PodMonitor names ports of containers',
        text: `${deployment('{ app: web }', '[{ name: http, containerPort: 8080 }]')}---
${monitor('PodMonitor', 'podMetricsEndpoints', 'metrics')}      #     ^^^^^^^
`,
        fixed: `${deployment('{ app: web }', '[{ name: http, containerPort: 8080 }]')}---
${monitor('PodMonitor', 'podMetricsEndpoints', 'http')}`,
      },
    ],
    good: [
      {
        text: `${webService}---
${monitor('ServiceMonitor', 'endpoints', 'metrics')}`,
      },
      {
        title: 'Nothing here is selected',
        text: `${webService}---
${monitor('ServiceMonitor', 'endpoints', 'metric').replace('app: web', 'app: other')}`,
      },
    ],
  },
});

interface Selected {
  /** Names of ports of all that is selected. */
  readonly names: readonly string[];
  /** What is selected, for the message. */
  readonly owner: string;
  readonly related: ReturnType<typeof locationOf>;
  readonly objects: readonly KubernetesObject[];
}

function ofServices(context: Context): Selected | undefined {
  const services = monitoredServices(context.object, context.node, context.cluster);
  const [first] = services ?? [];
  if (!services || !first) return undefined;
  return {
    names: services.flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? [])),
    owner: describe(first),
    objects: services,
    related: locationOf(context, first, ['spec', 'ports'], 'the ports of the Service'),
  };
}

function ofPods(context: Context): Selected | undefined {
  const pods = monitoredPods(context.object, context.node, context.cluster);
  const [first] = pods ?? [];
  if (!pods || !first) return undefined;
  const path = [...(first.pod.containers[0]?.path ?? []), 'ports'];
  return {
    names: pods.flatMap(declaredContainerPorts).flatMap(({ name }) => name ?? []),
    owner: describe(first.object),
    objects: pods.map(({ object }) => object),
    related: locationOf(context, first.object, path, 'the ports of its container'),
  };
}

function missing(
  object: OtherObject,
  { name, path }: MonitoredPort,
  { names, owner, related, objects }: Selected,
): Draft {
  const known = [...new Set(names)];
  const near = nearest(name, known);
  const suggestions = near ? [near, ...known.filter(other => other !== near)] : known;
  const has = known.length ? `has only ${anyOf(known.map(quote))}` : 'has no named ports';
  const advice = near ? ` Did you mean ${quote(near)}?` : known.length ? '' : ' Give the port a name.';
  return {
    path,
    message: `${describe(object)} scrapes port ${quote(name)}, but ${owner} ${has}: Prometheus finds no target.${advice}`,
    related: [related],
    seeks: portBearers(object, name, objects),
    suggestions: suggestions.slice(0, 4),
  };
}
