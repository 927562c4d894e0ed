import { defineRule } from '../defineRule.ts';
import { invalidName } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { isDnsSubdomain, toDnsSubdomain } from '../names.ts';
import { describe } from '../serviceFacts.ts';

export const sliceNodeNameInvalid = defineRule({
  id: 'slice-node-name-invalid',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  assumes: 'document',
  summary: 'The nodeName of an endpoint is no DNS subdomain.',
  rationale: `Node names are lower-case DNS names. Empty text is refused too: leave the field out.`,
  *check({ object }) {
    for (const [i, { nodeName }] of object.endpoints.entries()) {
      if (nodeName === undefined || isDnsSubdomain(nodeName)) continue;
      yield invalidName(
        `A nodeName of ${describe(object)}`,
        ['endpoints', i, 'nodeName'],
        nodeName,
        'a lower-case DNS name',
        toDnsSubdomain(nodeName),
      );
    }
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
