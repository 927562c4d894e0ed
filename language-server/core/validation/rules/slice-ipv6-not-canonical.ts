import { isNonCanonicalIpv6, parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';
import { sliceAddresses } from '../sliceFacts.ts';

export const sliceIpv6NotCanonical = defineRule({
  id: 'slice-ipv6-not-canonical',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An IPv6 address is not in its shortest lower-case form.',
  rationale: `Elsewhere the API server only warns; in EndpointSlices it refuses.`,
  *check({ object }) {
    if (object.addressType !== 'IPv6') return;
    for (const { text, path } of sliceAddresses(object)) {
      if (!isNonCanonicalIpv6(text)) continue;
      const canonical = parseAddress(text)!.text;
      yield invalid(
        path,
        `${describe(object)}: the address ${text} is not in canonical form: the API server refuses it. Write ${canonical}.`,
        { suggestions: [canonical] },
      );
    }
  },
  fixes: useSuggestion({ safe: true }),
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv6
endpoints: [{ addresses: ["2001:DB8:0::7"] }]
#                         ^^^^^^^^^^^^^^^ Invalid endpoints[0].addresses[0]
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
addressType: IPv6
endpoints: [{ addresses: ["2001:db8::7"] }]
`),
      },
    ],
  },
});
