import { defineRule } from '../defineRule.ts';
import { endpointSlice } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const sliceFqdnDeprecated = defineRule({
  id: 'slice-fqdn-deprecated',
  kinds: ['EndpointSlice'],
  severity: 'warning',
  verdict: 'warned',
  summary: 'addressType FQDN is deprecated, and no proxy uses it.',
  rationale: `kube-proxy never served slices of names. The API server (1.36) warns when such a slice is created. Use an ExternalName Service.`,
  *check({ object }) {
    if (object.addressType !== 'FQDN') return;
    const message = `${describe(object)} holds host names (FQDN), which kube-proxy never used; the API server warns of it. Use an ExternalName Service.`;
    yield { path: ['addressType'], field: 'spec.addressType', message, tag: 'deprecated' };
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: FQDN
#            ^^^^
endpoints: [{ addresses: [db.example.com] }]
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
`),
      },
    ],
  },
});
