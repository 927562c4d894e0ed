import { parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { replacement } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';
import { sliceAddresses } from '../sliceFacts.ts';

export const sliceAddressFamilyMismatch = defineRule({
  id: 'slice-address-family-mismatch',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An address is not of the family that addressType says.',
  rationale: `A slice holds one family; a dual-stack Service has one slice for each. The API server names the list, not the address.`,
  *check({ object }) {
    for (const { text, path } of sliceAddresses(object)) {
      const family = parseAddress(text)?.family;
      if (!family || family === object.addressType) continue;
      const message = `${describe(object)} is of type ${object.addressType}, but ${text} is an ${family} address: the API server refuses it. Put it into a slice of its own, or change addressType.`;
      yield invalid(path, message, { field: `endpoints[${path[1]}].addresses` });
    }
  },
  fixes: (_draft, context) => {
    const families = new Set(sliceAddresses(context.object).map(a => parseAddress(a.text)?.family));
    const [family] = families;
    if (families.size !== 1 || !family) return [];
    return replacement(context, ['addressType'], family, { title: `Change addressType to ${family}` });
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: ["2001:db8::7"] }]
#                         ^^^^^^^^^^^^^ Invalid endpoints[0].addresses
`),
        fixed: endpointSlice(`
addressType: IPv6
endpoints: [{ addresses: ["2001:db8::7"] }]
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
