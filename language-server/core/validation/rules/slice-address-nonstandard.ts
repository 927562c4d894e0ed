import { isNonstandardAddress, parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe, quote } from '../serviceFacts.ts';
import { sliceAddresses } from '../sliceFacts.ts';

export const sliceAddressNonstandard = defineRule({
  id: 'slice-address-nonstandard',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An address has leading zeros or is an IPv4-mapped IPv6 address.',
  rationale: `Programs read such text differently. In IPv4 slices refused since 1.36 (a warning before), in IPv6 slices always.`,
  *check({ object, settings }) {
    for (const { text, path } of sliceAddresses(object)) {
      if (!isNonstandardAddress(text)) continue;
      const plain = parseAddress(text)!.text;
      const isRefused = settings.kubernetesMinor >= 36 || object.addressType === 'IPv6';
      const message = `${describe(object)}: the address ${quote(text)} has a form that programs read differently: the API server ${isRefused ? 'refuses it' : 'warns of it, and refuses it from 1.36 on'}. Write ${plain}.`;
      yield invalid(path, message, { suggestions: [plain], ...(isRefused ? {} : { verdict: 'warned' }) });
    }
  },
  fixes: useSuggestion({ safe: true }),
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.007] }]
#                         ^^^^^^^^^^^ Invalid endpoints[0].addresses[0]
`),
        fixed: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
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
