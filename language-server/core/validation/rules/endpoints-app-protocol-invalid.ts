import { defineRule } from '../defineRule.ts';
import { subsetPorts } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { invalidAppProtocols } from '../twins.ts';

export const endpointsAppProtocolInvalid = defineRule({
  id: 'endpoints-app-protocol-invalid',
  kinds: ['Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: 'An appProtocol is not a qualified name.',
  rationale: `A name such as \`http\`, or one with a prefix such as \`kubernetes.io/h2c\`.`,
  check: ({ object }) => invalidAppProtocols(object, subsetPorts(object)),
  fixes: firstThen(useSuggestion(), removeIt()),
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80, appProtocol: "my protocol" }]
    #                                ^^^^^^^^^^^^^ Invalid subsets[0].ports[0].appProtocol
`),
        fixed: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80, appProtocol: "my-protocol" }]
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80, appProtocol: http }]
`),
      },
    ],
  },
});
