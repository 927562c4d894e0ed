import { parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { describe, quote } from '../serviceFacts.ts';
import { sliceAddresses } from '../sliceFacts.ts';

export const sliceAddressInvalid = defineRule({
  id: 'slice-address-invalid',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An address is not an IP address.',
  rationale: `Slices of type IPv4 and IPv6 take plain addresses: no names, zone ids (\`%eth0\`) or prefix lengths.`,
  *check({ object }) {
    for (const { text, path } of sliceAddresses(object)) {
      if (parseAddress(text)) continue;
      yield invalid(
        path,
        `${describe(object)}: ${quote(text)} is no ${object.addressType} address, so the API server refuses it. Write a plain address.`,
      );
    }
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv6
endpoints: [{ addresses: ["fe80::1%eth0"] }]
#                         ^^^^^^^^^^^^^^ Invalid endpoints[0].addresses[0]
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv6
endpoints: [{ addresses: ["2001:db8::7"] }]
`),
      },
    ],
  },
});
