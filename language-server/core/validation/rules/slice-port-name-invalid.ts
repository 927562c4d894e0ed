import { defineRule } from '../defineRule.ts';
import { slicePorts } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { invalidPortNames } from '../twins.ts';

export const slicePortNameInvalid = defineRule({
  id: 'slice-port-name-invalid',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A port name is not a DNS label.',
  rationale: `Empty, or up to 63 lower-case letters, digits and hyphens, as in the Service.`,
  check: ({ object }) => invalidPortNames(object, slicePorts(object)),
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ name: Web_UI, port: 80 }]
#               ^^^^^^ Invalid ports[0].name
`),
        fixed: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ name: web-ui, port: 80 }]
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ name: "", port: 80 }]
`),
      },
    ],
  },
});
