import { specialAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { describe } from '../serviceFacts.ts';
import { sliceAddresses } from '../sliceFacts.ts';

export const sliceAddressSpecial = defineRule({
  id: 'slice-address-special',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An address that other nodes cannot reach.',
  rationale: `Loopback, link-local, link-local multicast and unspecified addresses mean another machine on every node, so they are refused.`,
  *check({ object }) {
    for (const { text, path } of sliceAddresses(object)) {
      const special = specialAddress(text);
      if (!special) continue;
      yield invalid(
        path,
        `${describe(object)}: ${text} is ${special}, so the API server refuses it. Use an address that every node can reach.`,
      );
    }
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [169.254.1.1] }]
#                         ^^^^^^^^^^^ Invalid endpoints[0].addresses[0]
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [239.1.2.3] }]
`),
      },
    ],
  },
});
