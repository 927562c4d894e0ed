import { defineRule } from '../defineRule.ts';
import { invalidName, slicePorts } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { isDnsLabel, toDnsLabel } from '../names.ts';
import { describe } from '../serviceFacts.ts';

export const slicePortNameInvalid = defineRule({
  id: 'slice-port-name-invalid',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  assumes: 'document',
  summary: 'A port name is no DNS label.',
  rationale: `Empty, or up to 63 lower-case letters, digits and hyphens, as in the Service.`,
  *check({ object }) {
    for (const { port, path } of slicePorts(object)) {
      if (!port.name || isDnsLabel(port.name)) continue;
      const alphabet = 'up to 63 lower-case letters, digits and inner hyphens';
      yield invalidName(
        `A port name of ${describe(object)}`,
        [...path, 'name'],
        port.name,
        alphabet,
        toDnsLabel(port.name),
      );
    }
  },
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
