import { specialAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const externalIpSpecial = defineRule({
  id: 'external-ip-special',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An external IP that no traffic can come to.',
  rationale: `Loopback, link-local, link-local multicast and unspecified addresses are refused.`,
  *check({ object: service }) {
    for (const [i, text] of service.externalIPs.entries()) {
      const special = specialAddress(text);
      if (!special) continue;
      const message = `${describe(service)} has the external IP ${text}, ${special}: the API server refuses it. Remove it.`;
      yield invalid(['spec', 'externalIPs', i], message);
    }
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  externalIPs:
  #<<<<<<<<<< external-ips-deprecated:
    - 127.0.0.1
    # ^^^^^^^^^ Invalid spec.externalIPs[0]
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
  externalIPs: [192.0.2.10]
  #<<<<<<<<<< external-ips-deprecated:
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
