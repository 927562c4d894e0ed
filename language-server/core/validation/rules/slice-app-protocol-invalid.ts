import { defineRule } from '../defineRule.ts';
import { slicePorts } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { invalidAppProtocols } from '../twins.ts';

export const sliceAppProtocolInvalid = defineRule({
  id: 'slice-app-protocol-invalid',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An appProtocol is not a qualified name.',
  rationale: `A name such as \`http\`, or one with a prefix such as \`kubernetes.io/h2c\`.`,
  check: ({ object }) => invalidAppProtocols(object, slicePorts(object)),
  fixes: firstThen(useSuggestion(), removeIt()),
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ port: 80, appProtocol: "my protocol" }]
#                                ^^^^^^^^^^^^^ Invalid ports[0].appProtocol
`),
        fixed: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ port: 80, appProtocol: "my-protocol" }]
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ port: 80, appProtocol: http }]
`),
      },
    ],
  },
});
