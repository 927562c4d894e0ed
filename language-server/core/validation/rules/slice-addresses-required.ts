import { defineRule } from '../defineRule.ts';
import { required } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { removal } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const sliceAddressesRequired = defineRule({
  id: 'slice-addresses-required',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An endpoint without addresses.',
  rationale: `Each endpoint needs an address. A slice without endpoints is fine.`,
  *check({ object }) {
    for (const [i, endpoint] of object.endpoints.entries()) {
      if (endpoint.addresses.length > 0) continue;
      yield required(
        ['endpoints', i, 'addresses'],
        `${describe(object)}: endpoint ${i + 1} has no addresses, so the API server refuses it. Add one or remove the endpoint.`,
      );
    }
  },
  fixes: (draft, context) =>
    context.object.endpoints.length > 1
      ? removal(context, draft.path.slice(0, 2), { title: 'Remove the endpoint' })
      : [],
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints:
  - addresses: [192.0.2.7]
  - addresses: []
  # ^^^^^^^^^ Required endpoints[1].addresses
`),
        fixed: endpointSlice(`
addressType: IPv4
endpoints:
  - addresses: [192.0.2.7]
`),
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
