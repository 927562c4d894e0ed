import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { describe, isExternalName, isHeadless } from '../serviceFacts.ts';

export const externalIpsDeprecated = defineRule({
  id: 'external-ips-deprecated',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'warned',
  since: '1.36',
  summary: 'externalIPs are deprecated, and let a namespace take addresses over.',
  rationale: `Whoever may write a Service can claim any address with externalIPs: nodes then answer traffic from pods to that address themselves. The field is deprecated in 1.36, and
the API server warns of it. Use a LoadBalancer Service or a Gateway.`,
  *check({ object: service, settings }) {
    if (service.externalIPs.length === 0 || isHeadless(service) || isExternalName(service)) return;
    const isWarned = settings.kubernetesMinor >= 36;
    const message = `${describe(service)} uses externalIPs (${service.externalIPs.slice(0, 3).join(', ')}), deprecated in 1.36: the API server warns of it${isWarned ? '' : ' from then on'}, as any Service can take over traffic to any address so. Use type LoadBalancer or a Gateway.`;
    yield { path: ['spec', 'externalIPs'], message, tag: 'deprecated', ...(isWarned ? {} : { verdict: 'advice' }) };
  },
  examples: {
    bad: [
      {
        text: service(`
  externalIPs: [192.0.2.10]
  #<<<<<<<<<<
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
