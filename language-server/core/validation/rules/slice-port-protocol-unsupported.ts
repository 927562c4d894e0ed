import { defineRule } from '../defineRule.ts';
import { slicePorts } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { unsupportedProtocols } from '../twins.ts';

export const slicePortProtocolUnsupported = defineRule({
  id: 'slice-port-protocol-unsupported',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  isSchemaMistake: true,
  summary: 'A protocol is none of TCP, UDP and SCTP.',
  rationale: `The transport protocol, in capitals; TCP where it is left out. Empty text is refused.`,
  check: ({ object }) => unsupportedProtocols(object, slicePorts(object), { empty: 'refused' }),
  fixes: firstThen(useSuggestion({ safe: 'letter-case' }), removeIt()),
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ port: 80, protocol: tcp }]
#                             ^^^ NotSupported ports[0].protocol
`),
        fixed: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ port: 80, protocol: TCP }]
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ port: 80, protocol: SCTP }]
`),
      },
    ],
  },
});
