import { defineRule } from '../defineRule.ts';
import { invalidName, slicePorts } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { isQualifiedName, toQualifiedName } from '../names.ts';
import { describe } from '../serviceFacts.ts';

export const sliceAppProtocolInvalid = defineRule({
  id: 'slice-app-protocol-invalid',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  assumes: 'document',
  summary: 'An appProtocol is no qualified name.',
  rationale: `A name such as \`http\`, or one with a prefix such as \`kubernetes.io/h2c\`.`,
  *check({ object }) {
    for (const { port, path } of slicePorts(object)) {
      if (port.appProtocol === undefined || isQualifiedName(port.appProtocol)) continue;
      const alphabet = '[prefix/]name of letters, digits and "-", "_", "." between them';
      yield invalidName(
        `appProtocol of ${describe(object)}`,
        [...path, 'appProtocol'],
        port.appProtocol,
        alphabet,
        toQualifiedName(port.appProtocol),
      );
    }
  },
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
