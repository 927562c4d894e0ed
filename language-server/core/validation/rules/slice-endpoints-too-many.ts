import { defineRule } from '../defineRule.ts';
import { tooMany } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const sliceEndpointsTooMany = defineRule({
  id: 'slice-endpoints-too-many',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'More than 1000 endpoints in one slice.',
  rationale: `Split them over several slices with the same label; their names are free.`,
  *check({ object }) {
    if (object.endpoints.length <= 1000) return;
    yield tooMany(
      ['endpoints'],
      `${describe(object)} has ${object.endpoints.length} endpoints: the API server takes 1000 in one slice. Split it into several.`,
    );
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints:
#<<<<<<<< TooMany endpoints
${'  - addresses: [192.0.2.7]\n'.repeat(1001)}`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
`),
      },
    ],
  },
});
