import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, isExternalName, isHeadless } from '../serviceFacts.ts';

export const headlessIgnoredFields = defineRule({
  id: 'headless-ignored-fields',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'warned',
  summary: 'A field that a headless Service ignores.',
  rationale: `A headless Service has no address and no proxy rules: clients get the pods' addresses from DNS. loadBalancerIP, externalIPs and sessionAffinity have no effect, and the
API server (1.36) warns of each.`,
  *check({ object: service }) {
    if (!isHeadless(service) || isExternalName(service)) return;
    const ignored = [
      ...(service.loadBalancerIP ? ['loadBalancerIP'] : []),
      ...(service.externalIPs.length ? ['externalIPs'] : []),
      ...((service.sessionAffinity || 'None') === 'None' ? [] : ['sessionAffinity']),
    ];
    for (const field of ignored) {
      const message = `${describe(service)} is headless, so ${field} has no effect; the API server warns of it. Remove it.`;
      yield { path: ['spec', field], message, tag: 'unnecessary' };
    }
  },
  fixes: removeIt({ safe: true }),
  examples: {
    bad: [
      {
        text: service(`
  clusterIP: None
  sessionAffinity: ClientIP
  #                ^^^^^^^^
  ports: [{ port: 80 }]
`),
        fixed: service(`
  clusterIP: None
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: None
  sessionAffinity: None
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
