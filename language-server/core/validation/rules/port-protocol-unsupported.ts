import { defineRule } from '../defineRule.ts';
import { servicePorts } from '../drafts.ts';
import { service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { unsupportedProtocols } from '../twins.ts';

export const portProtocolUnsupported = defineRule({
  id: 'port-protocol-unsupported',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  isSchemaMistake: true,
  summary: 'A protocol is none of TCP, UDP and SCTP.',
  rationale: `\`protocol\` is the transport: TCP (the default), UDP or SCTP, in capitals. What is spoken above it (HTTP, gRPC) belongs in \`appProtocol\`.`,
  check: ({ object }) => unsupportedProtocols(object, servicePorts(object), { empty: 'absent' }),
  fixes: firstThen(useSuggestion({ safe: 'letter-case' }), removeIt()),
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - port: 53
      protocol: udp
      #         ^^^ NotSupported spec.ports[0].protocol
`),
        fixed: service(`
  ports:
    - port: 53
      protocol: UDP
`),
      },
      {
        text: service(`
  ports:
    - port: 80
      protocol: HTTP
      #         ^^^^ NotSupported spec.ports[0].protocol
`),
        fixed: service(`
  ports:
    - port: 80
`),
      },
    ],
    good: [
      {
        text: service(`
  ports: [{ port: 80, protocol: SCTP }]
`),
      },
    ],
  },
});
