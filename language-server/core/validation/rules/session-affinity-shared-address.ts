import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { describe, isHeadless, reservesNodePorts } from '../serviceFacts.ts';

export const sessionAffinitySharedAddress = defineRule({
  id: 'session-affinity-shared-address',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  summary: 'Session affinity by address, where many clients may share one.',
  rationale: `\`ClientIP\` affinity tells clients apart by the source address that the node sees. Clients behind one NAT gateway, or behind a load balancer that replaces the address, all count as one: they
land on the same endpoint, and the load is no longer spread.`,
  *check({ object: service }) {
    if (service.sessionAffinity !== 'ClientIP' || !reservesNodePorts(service) || isHeadless(service)) return;
    const message = `${describe(service)} keeps clients apart by their address. Clients behind one NAT gateway or a load balancer that replaces addresses all go to the same endpoint: leave it out if that loads one too much.`;
    yield { path: ['spec', 'sessionAffinity'], message };
  },
  examples: {
    bad: [
      {
        text: service(`
  type: LoadBalancer
  sessionAffinity: ClientIP
  #                ^^^^^^^^
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  sessionAffinity: ClientIP
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
