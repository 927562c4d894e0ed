import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, isHeadless, typeOf } from '../serviceFacts.ts';

export const loadBalancerIpDeprecated = defineRule({
  id: 'load-balancer-ip-deprecated',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  since: '1.24',
  summary: 'loadBalancerIP is deprecated.',
  rationale: `The field was never checked and never meant the same to all providers; it is deprecated since 1.24. Providers have annotations of their own for it.`,
  *check({ object: service, settings }) {
    if (!service.loadBalancerIP || isHeadless(service) || settings.kubernetesMinor < 24) return;
    const isUsed = typeOf(service) === 'LoadBalancer';
    const message = isUsed
      ? `${describe(service)} uses loadBalancerIP, deprecated since 1.24: whether it is honoured is up to the provider. Use the provider's annotation.`
      : `${describe(service)} is of type ${typeOf(service)}, so loadBalancerIP has no effect. Remove it.`;
    yield { path: ['spec', 'loadBalancerIP'], message, tag: isUsed ? 'deprecated' : 'unnecessary' };
  },
  fixes: (draft, context) =>
    typeOf(context.object) === 'LoadBalancer' ? [] : removeIt({ safe: true })(draft, context),
  examples: {
    bad: [
      {
        text: service(`
  type: LoadBalancer
  loadBalancerIP: 192.0.2.10
  #               ^^^^^^^^^^
  ports: [{ port: 80 }]
`),
      },
      {
        title: 'On another type it has no effect at all',
        text: service(`
  loadBalancerIP: 192.0.2.10
  #               ^^^^^^^^^^
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
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
