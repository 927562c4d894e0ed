import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { nodePortFixes } from '../nodePorts.ts';
import { describe, usesHealthCheck } from '../serviceFacts.ts';

export const healthCheckNodePortOutOfRange = defineRule({
  id: 'health-check-node-port-out-of-range',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'healthCheckNodePort lies outside the node port range.',
  rationale: `The health check port is taken from the node port range. Outside it the API server answers with an internal error (500) that names no field.`,
  *check({ object: service, settings }) {
    const port = service.healthCheckNodePort;
    const { from, to } = settings.nodePortRange.value;
    if (!port || !usesHealthCheck(service) || (port >= from && port <= to)) return;
    const message = `${describe(service)} requests health check node port ${port}, outside ${from}-${to}: the API server fails with an internal error. Remove it to let the cluster choose.`;
    yield { path: ['spec', 'healthCheckNodePort'], message, restsOn: 'node-port-range' };
  },
  fixes: nodePortFixes,
  examples: {
    bad: [
      {
        text: service(`
  type: LoadBalancer
  externalTrafficPolicy: Local
  healthCheckNodePort: 8080
  #                    ^^^^
  ports: [{ port: 80 }]
`),
        fixed: service(`
  type: LoadBalancer
  externalTrafficPolicy: Local
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
