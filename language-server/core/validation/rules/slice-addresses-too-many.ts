import { defineRule } from '../defineRule.ts';
import { tooMany } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const sliceAddressesTooMany = defineRule({
  id: 'slice-addresses-too-many',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'More than 100 addresses in one endpoint.',
  rationale: `An endpoint stands for one pod or machine. More than one address is accepted up to 100, but proxies use only the first: write one endpoint for each address.`,
  *check({ object }) {
    for (const [i, { addresses }] of object.endpoints.entries()) {
      if (addresses.length < 2) continue;
      const path = ['endpoints', i, 'addresses'];
      const advice = 'Write one endpoint for each address: proxies use only the first.';
      if (addresses.length > 100) {
        yield tooMany(
          path,
          `${describe(object)}: endpoint ${i + 1} has ${addresses.length} addresses: the API server takes 100. ${advice}`,
        );
      } else {
        const message = `${describe(object)}: endpoint ${i + 1} has ${addresses.length} addresses. ${advice}`;
        yield { path: [...path, 1], message, verdict: 'dropped', severity: 'warning' };
      }
    }
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints:
  - addresses: [192.0.2.7, 192.0.2.8]
    #                      ^^^^^^^^^
`),
      },
      {
        title: 'Too many',
        text: endpointSlice(`
addressType: IPv4
endpoints:
  - addresses:
    # ^^^^^^^^^ TooMany endpoints[0].addresses
${'      - 192.0.2.7\n'.repeat(101)}`).replace('    # ^^^^^^^^^', '  # ^^^^^^^^^'),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }, { addresses: [192.0.2.8] }]
`),
      },
    ],
  },
});
