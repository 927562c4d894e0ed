import { defineRule } from '../defineRule.ts';
import { forbidden } from '../drafts.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, typeOf } from '../serviceFacts.ts';

export const lbClassForbidden = defineRule({
  id: 'lb-class-forbidden',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.24',
  summary: 'loadBalancerClass is set on a Service that is not of type LoadBalancer.',
  rationale: `The class chooses who serves a LoadBalancer Service; on any other type the API server refuses it.`,
  *check({ object: service }) {
    if (service.loadBalancerClass === undefined || typeOf(service) === 'LoadBalancer') return;
    const message = `${describe(service)} sets loadBalancerClass but is of type ${typeOf(service)}: the API server refuses it. Remove it.`;
    yield forbidden(['spec', 'loadBalancerClass'], message);
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  loadBalancerClass: example.com/vip
  #                  ^^^^^^^^^^^^^^^ Forbidden spec.loadBalancerClass
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
  type: LoadBalancer
  loadBalancerClass: example.com/vip
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
