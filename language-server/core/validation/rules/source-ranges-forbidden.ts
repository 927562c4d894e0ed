import { defineRule } from '../defineRule.ts';
import { forbidden } from '../drafts.ts';
import { service, serviceWith } from '../examples.ts';
import { removal } from '../fixes.ts';
import { describe, typeOf } from '../serviceFacts.ts';
import { sourceRangesAnnotation } from '../sourceRanges.ts';

export const sourceRangesForbidden = defineRule({
  id: 'source-ranges-forbidden',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'Load balancer source ranges on a Service that is not of type LoadBalancer.',
  rationale: `Source ranges are enforced for load balancer addresses only. On other types the field and the old annotation are refused, so that nobody believes in a protection that is
not there.`,
  *check({ object: service }) {
    if (typeOf(service) === 'LoadBalancer') return;
    const message = `${describe(service)} sets load balancer source ranges but is of type ${typeOf(service)}: the API server refuses it. Remove them; use a NetworkPolicy to shut clients out.`;
    if (service.loadBalancerSourceRanges.length > 0) {
      yield forbidden(['spec', 'loadBalancerSourceRanges'], message, { field: 'spec.LoadBalancerSourceRanges' });
    } else if (service.annotations[sourceRangesAnnotation] !== undefined) {
      yield forbidden(['metadata', 'annotations', sourceRangesAnnotation], message);
    }
  },
  fixes: (draft, context) => removal(context, draft.path, { title: 'Remove the source ranges' }),
  examples: {
    bad: [
      {
        text: service(`
  type: NodePort
  loadBalancerSourceRanges: [192.0.2.0/24]
  #<<<<<<<<<<<<<<<<<<<<<<< Forbidden spec.LoadBalancerSourceRanges
  ports: [{ port: 80 }]
`),
        fixed: service(`
  type: NodePort
  ports: [{ port: 80 }]
`),
      },
      {
        text: serviceWith(`
  name: web
  annotations:
    service.beta.kubernetes.io/load-balancer-source-ranges: 192.0.2.0/24
    #                                                       ^^^^^^^^^^^^ Forbidden metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]
`),
      },
    ],
    good: [
      {
        text: service(`
  type: LoadBalancer
  loadBalancerSourceRanges: [192.0.2.0/24]
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
