import { defineRule } from '../defineRule.ts';
import { tooMany } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const slicePortsTooMany = defineRule({
  id: 'slice-ports-too-many',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'More than 20000 ports in one slice.',
  rationale: `The limit was 100 in early releases.`,
  *check({ object }) {
    if (object.ports.length <= 20000) return;
    yield tooMany(
      ['ports'],
      `${describe(object)} has ${object.ports.length} ports: the API server takes 20000 in one slice. Split it into several.`,
    );
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports:
#<<<< TooMany ports
${Array.from({ length: 20001 }, (_, i) => `  - { name: p${i}, port: 80 }\n`).join('')}`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports: []
`),
      },
    ],
  },
});
