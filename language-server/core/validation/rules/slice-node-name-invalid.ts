import { defineRule } from '../defineRule.ts';
import { endpointSlice } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { invalidNodeNames } from '../twins.ts';

export const sliceNodeNameInvalid = defineRule({
  id: 'slice-node-name-invalid',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The nodeName of an endpoint is not a DNS subdomain.',
  rationale: `Node names are lower-case DNS names. Empty text is refused too: leave the field out.`,
  *check({ object }) {
    const nodeNames = object.endpoints.map(({ nodeName }, i) => ({
      text: nodeName,
      path: ['endpoints', i, 'nodeName'],
    }));
    yield* invalidNodeNames(object, nodeNames);
  },
  fixes: firstThen(useSuggestion(), removeIt()),
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7], nodeName: "" }]
#                                               ^^ Invalid endpoints[0].nodeName
`),
        fixed: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7], nodeName: node-1 }]
`),
      },
    ],
  },
});
