import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, isExternallyAccessible, typeOf } from '../serviceFacts.ts';

export const etpForbidden = defineRule({
  id: 'etp-forbidden',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'externalTrafficPolicy is set on a Service that nothing outside can reach.',
  rationale: `The field says how nodes treat traffic that enters through node ports, load balancer addresses and external IPs. A ClusterIP
Service without externalIPs and an ExternalName Service have none of these, and the API server refuses the field there, even with the
default value \`Cluster\`.`,
  *check({ object: service }) {
    if (!service.externalTrafficPolicy || isExternallyAccessible(service)) return;
    const message = `${describe(service)} sets externalTrafficPolicy ${service.externalTrafficPolicy}, but nothing outside the cluster reaches a Service of type ${typeOf(service)}${typeOf(service) === 'ClusterIP' ? ' without externalIPs' : ''}: the API server refuses it. Remove it, or set type NodePort or LoadBalancer.`;
    yield invalid(['spec', 'externalTrafficPolicy'], message);
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  externalTrafficPolicy: Local
  #                      ^^^^^ Invalid spec.externalTrafficPolicy
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  type: NodePort
  externalTrafficPolicy: Local
  ports: [{ port: 80 }]
`),
      },
      {
        text: service(`
  externalTrafficPolicy: Cluster
  externalIPs: [192.0.2.9]
  #<<<<<<<<<< external-ips-deprecated:
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
