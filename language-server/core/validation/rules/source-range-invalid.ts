import { parseAddress, parseCidr } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe, quote } from '../serviceFacts.ts';
import { writtenSourceRanges } from '../sourceRanges.ts';

export const sourceRangeInvalid = defineRule({
  id: 'source-range-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A load balancer source range is not in CIDR notation.',
  rationale: `Each entry is a network such as 192.0.2.0/24. A single address needs its prefix length, /32 or /128. The old annotation is looked at only where the field is empty.`,
  *check({ object: service }) {
    for (const { text, path, field } of writtenSourceRanges(service)) {
      if (parseCidr(text)) continue;
      const address = parseAddress(text);
      const meant = address && `${address.text}/${address.family === 'IPv4' ? 32 : 128}`;
      const message = `${describe(service)}: the source range ${quote(text)} is not a network in CIDR notation: the API server refuses it.${meant ? ` Write ${meant}.` : ''}`;
      yield invalid(path, message, { field, ...(meant && path[0] === 'spec' ? { suggestions: [meant] } : {}) });
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: service(`
  type: LoadBalancer
  loadBalancerSourceRanges:
    - 192.0.2.0/24
    - 198.51.100.7
    # ^^^^^^^^^^^^ Invalid spec.LoadBalancerSourceRanges[1]
  ports: [{ port: 80 }]
`),
        fixed: service(`
  type: LoadBalancer
  loadBalancerSourceRanges:
    - 192.0.2.0/24
    - 198.51.100.7/32
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  type: LoadBalancer
  loadBalancerSourceRanges: [" 192.0.2.0/24 "]
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
