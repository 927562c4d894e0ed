import { defineRule } from '../defineRule.ts';
import { bareService } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

export const externalIpsIgnored = defineRule({
  id: 'external-ips-ignored',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'warned',
  summary: 'externalIPs on an ExternalName Service have no effect.',
  rationale: `A DNS alias has no proxy rules, so nothing answers at these addresses. The API server (1.36) warns of it.`,
  *check({ object: service }) {
    if (service.externalIPs.length === 0 || !isExternalName(service)) return;
    const message = `${describe(service)} is a DNS alias (ExternalName), so externalIPs have no effect; the API server warns of it. Remove them.`;
    yield { path: ['spec', 'externalIPs'], message, tag: 'unnecessary' };
  },
  fixes: removeIt({ safe: true }),
  examples: {
    bad: [
      {
        text: bareService(`
  type: ExternalName
  externalName: db.example.com
  externalIPs: [192.0.2.10]
  #<<<<<<<<<<
`),
        fixed: bareService(`
  type: ExternalName
  externalName: db.example.com
`),
      },
    ],
    good: [
      {
        text: bareService(`
  type: ExternalName
  externalName: db.example.com
`),
      },
    ],
  },
});
