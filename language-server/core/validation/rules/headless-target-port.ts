import { resolveTargetPort } from '../../cluster/targetPorts.ts';
import { isAmbiguous } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { deployment, service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { anyOf, describe, isExternalName, isHeadless } from '../serviceFacts.ts';

export const headlessTargetPort = defineRule({
  id: 'headless-target-port',
  kinds: ['Service'],
  severity: 'information',
  verdict: 'advice',
  summary: 'A headless Service whose port is not the targetPort.',
  rationale: `Clients of a headless Service get the pods' addresses from DNS and connect to the pods themselves: nothing maps \`port\` to \`targetPort\` on the way, and connections to
\`port\` are refused unless the pod listens there too. A targetPort given by name counts as the numbers that the selected pods give it.
(Clients that read SRV records get the targetPort.)`,
  *check(context) {
    const { object: service } = context;
    if (!isHeadless(service) || isExternalName(service)) return;
    for (const [i, { port, targetPort }] of service.ports.entries()) {
      const listening = podPorts(context, i);
      if (port === undefined || listening.length === 0 || listening.includes(port)) continue;
      const pods = anyOf(listening);
      const named = typeof targetPort === 'string' ? ` (${targetPort})` : '';
      const message = `${describe(service)} is headless: clients connect to the pods directly, and nothing translates port ${port} to ${pods}${named}. Change port to ${pods}.`;
      yield { path: ['spec', 'ports', i, 'port'], message, suggestions: listening };
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: service(`
  clusterIP: None
  ports:
    - port: 80
      #     ^^
      targetPort: 8080
`),
        fixed: service(`
  clusterIP: None
  ports:
    - port: 8080
      targetPort: 8080
`),
      },
      {
        title: 'By name',
        text: `${service(`
  clusterIP: None
  ports:
    - port: 80
      #     ^^
      targetPort: http
`)}---
${deployment('{ app: web }', '[{ name: http, containerPort: 8000 }]')}`,
        fixed: `${service(`
  clusterIP: None
  ports:
    - port: 8000
      targetPort: http
`)}---
${deployment('{ app: web }', '[{ name: http, containerPort: 8000 }]')}`,
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: None
  ports: [{ port: 8080, targetPort: 8080 }]
`),
      },
      {
        title: 'The name stands for the same number',
        text: `${service(`
  clusterIP: None
  ports: [{ port: 8080, targetPort: http }]
`)}---
${deployment('{ app: web }', '[{ name: http, containerPort: 8080 }]')}`,
      },
      {
        title: 'No pod says what the name stands for',
        text: service(`
  clusterIP: None
  ports: [{ port: 80, targetPort: http }]
`),
      },
    ],
  },
});

/** The numbers that stand behind a targetPort, as far as the manifests tell. */
function podPorts({ object: service, cluster }: RuleContext<'Service'>, index: number): readonly number[] {
  const port = service.ports[index]!;
  if (typeof port.targetPort === 'number') return port.targetPort === 0 ? [] : [port.targetPort];
  if (!port.targetPort || isAmbiguous(cluster, service)) return [];
  const selected = cluster.selected(service.namespace, service.selector);
  return [...new Set(selected.flatMap(({ pod }) => resolveTargetPort(port, pod) ?? []))];
}
