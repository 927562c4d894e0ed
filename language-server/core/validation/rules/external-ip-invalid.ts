import { isNonstandardAddress, parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { describe, quote } from '../serviceFacts.ts';

export const externalIpInvalid = defineRule({
  id: 'external-ip-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An external IP is not a plain IP address.',
  rationale: `Host names and ranges do not fit here. Leading zeros and IPv4-mapped IPv6 addresses are refused since 1.36; before, the API server warns of them.`,
  *check({ object: service, settings }) {
    for (const [i, text] of service.externalIPs.entries()) {
      const address = parseAddress(text);
      const isOdd = isNonstandardAddress(text);
      if (address && !isOdd) continue;
      const isRefused = !address || settings.kubernetesMinor >= 36;
      const what = address ? 'a form that programs read differently' : 'which is not an IP address';
      const advice = address ? `Write ${address.text}.` : 'Write an address, or remove it.';
      const message = `${describe(service)} has the external IP ${quote(text)}, ${what}: the API server ${isRefused ? 'refuses' : 'warns of'} it. ${advice}`;
      yield invalid(['spec', 'externalIPs', i], message, {
        ...(isRefused ? {} : { verdict: 'warned' }),
        ...(address ? { suggestions: [address.text] } : {}),
      });
    }
  },
  fixes: firstThen(useSuggestion({ safe: true }), removeIt()),
  examples: {
    bad: [
      {
        text: service(`
  externalIPs:
  #<<<<<<<<<< external-ips-deprecated:
    - 192.0.2.010
    # ^^^^^^^^^^^ Invalid spec.externalIPs[0]
    - web.example.com
    # ^^^^^^^^^^^^^^^ Invalid spec.externalIPs[1]
  ports: [{ port: 80 }]
`),
        fixed: service(`
  externalIPs:
    - 192.0.2.10
    - web.example.com
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
