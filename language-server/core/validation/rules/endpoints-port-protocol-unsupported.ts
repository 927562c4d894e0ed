import { defineRule } from '../defineRule.ts';
import { subsetPorts } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { unsupportedProtocols } from '../twins.ts';

export const endpointsPortProtocolUnsupported = defineRule({
  id: 'endpoints-port-protocol-unsupported',
  kinds: ['Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  isSchemaMistake: true,
  summary: 'A protocol is none of TCP, UDP and SCTP.',
  rationale: `The transport protocol, in capitals; TCP where it is left out.`,
  check: ({ object }) => unsupportedProtocols(object, subsetPorts(object), { empty: 'absent' }),
  fixes: firstThen(useSuggestion({ safe: 'letter-case' }), removeIt()),
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80, protocol: tcp }]
    #                             ^^^ NotSupported subsets[0].ports[0].protocol
`),
        fixed: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80, protocol: TCP }]
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80, protocol: UDP }]
`),
      },
    ],
  },
});
