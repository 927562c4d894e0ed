import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, usesHealthCheck } from '../serviceFacts.ts';

export const healthCheckNodePortForbidden = defineRule({
  id: 'health-check-node-port-forbidden',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'healthCheckNodePort where no health check port is used.',
  rationale: `Only a LoadBalancer Service with \`externalTrafficPolicy: Local\` has a health check port: with it the load balancer finds the nodes that hold endpoints.`,
  *check({ object: service }) {
    const port = service.healthCheckNodePort;
    if (!port || usesHealthCheck(service)) return;
    const message = `${describe(service)} sets healthCheckNodePort ${port}, which only a LoadBalancer Service with externalTrafficPolicy Local has: the API server refuses it. Remove it.`;
    yield invalid(['spec', 'healthCheckNodePort'], message);
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  type: LoadBalancer
  healthCheckNodePort: 31000
  #                    ^^^^^ Invalid spec.healthCheckNodePort
  ports: [{ port: 80 }]
`),
        fixed: service(`
  type: LoadBalancer
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  type: LoadBalancer
  externalTrafficPolicy: Local
  healthCheckNodePort: 31000
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
