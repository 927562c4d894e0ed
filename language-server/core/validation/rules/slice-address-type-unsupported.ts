import { defineRule } from '../defineRule.ts';
import { notSupported } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const sliceAddressTypeUnsupported = defineRule({
  id: 'slice-address-type-unsupported',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  isSchemaMistake: true,
  summary: 'addressType is none of IPv4, IPv6 and FQDN.',
  rationale: `Letter case counts. The addresses are not looked at until the type is right.`,
  *check({ object }) {
    const known = ['IPv4', 'IPv6', 'FQDN'];
    if (!object.addressType || known.includes(object.addressType)) return;
    yield notSupported(`addressType of ${describe(object)}`, ['addressType'], object.addressType, known);
  },
  fixes: useSuggestion({ safe: 'letter-case' }),
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: ipv4
#            ^^^^ NotSupported addressType
endpoints: []
`),
        fixed: endpointSlice(`
addressType: IPv4
endpoints: []
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv6
endpoints: []
`),
      },
    ],
  },
});
