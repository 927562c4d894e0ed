import { defineRule } from '../defineRule.ts';
import { forbidden } from '../drafts.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, typeOf } from '../serviceFacts.ts';

export const allocateNodePortsForbidden = defineRule({
  id: 'allocate-node-ports-forbidden',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.24',
  summary: 'allocateLoadBalancerNodePorts is set on a Service that is not of type LoadBalancer.',
  rationale: `The field says whether a LoadBalancer Service gets node ports. On any other type the API server refuses it, whatever its value.`,
  *check({ object: service }) {
    if (service.allocateLoadBalancerNodePorts === undefined || typeOf(service) === 'LoadBalancer') return;
    const message = `${describe(service)} sets allocateLoadBalancerNodePorts but is of type ${typeOf(service)}: the API server refuses it. Remove it.`;
    yield forbidden(['spec', 'allocateLoadBalancerNodePorts'], message);
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  type: NodePort
  allocateLoadBalancerNodePorts: false
  #                              ^^^^^ Forbidden spec.allocateLoadBalancerNodePorts
  ports: [{ port: 80 }]
`),
        fixed: service(`
  type: NodePort
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  type: LoadBalancer
  allocateLoadBalancerNodePorts: false
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
