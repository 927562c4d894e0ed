import { parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { required } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const sliceAddressTypeRequired = defineRule({
  id: 'slice-address-type-required',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The EndpointSlice has no addressType.',
  rationale: `All addresses of a slice are of one type: IPv4, IPv6 or FQDN.`,
  *check({ object }) {
    if (object.addressType) return;
    const family = parseAddress(object.endpoints.flatMap(e => e.addresses)[0] ?? '')?.family;
    const message = `${describe(object)} has no addressType: the API server refuses it. Add addressType: ${family ?? 'IPv4'}.`;
    yield required(['addressType'], message, { suggestions: [family ?? 'IPv4'] });
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  #     ^^^^^ Required addressType
  labels: { kubernetes.io/service-name: web }
endpoints: [{ addresses: ["2001:db8::7"] }]
`,
        fixed: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: { kubernetes.io/service-name: web }
endpoints: [{ addresses: ["2001:db8::7"] }]
addressType: IPv6
`,
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
`),
      },
    ],
  },
});
