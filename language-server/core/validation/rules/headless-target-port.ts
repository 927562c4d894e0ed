import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe, isExternalName, isHeadless } from '../serviceFacts.ts';

export const headlessTargetPort = defineRule({
  id: 'headless-target-port',
  kinds: ['Service'],
  severity: 'information',
  verdict: 'advice',
  assumes: 'document',
  summary: 'A headless Service whose port is not the targetPort.',
  rationale: `Clients of a headless Service get the pods' addresses from DNS and connect to the pods themselves: nothing maps \`port\` to \`targetPort\` on the way. Who connects to \`port\` finds nobody
there. (Clients that read SRV records get the targetPort.)`,
  *check({ object: service }) {
    if (!isHeadless(service) || isExternalName(service)) return;
    for (const [i, { port, targetPort }] of service.ports.entries()) {
      if (typeof targetPort !== 'number' || targetPort === 0 || port === undefined || targetPort === port) continue;
      const message = `${describe(service)} is headless: clients connect to the pods directly, and nothing leads port ${port} to ${targetPort}. Make port ${targetPort}.`;
      yield { path: ['spec', 'ports', i, 'port'], message, suggestions: [targetPort] };
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
    ],
    good: [
      {
        text: service(`
  clusterIP: None
  ports: [{ port: 8080, targetPort: 8080 }]
`),
      },
    ],
  },
});
