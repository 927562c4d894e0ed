import { defineRule } from '../defineRule.ts';
import { invalidName } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { isDnsLabel, toDnsLabel } from '../names.ts';
import { describe } from '../serviceFacts.ts';

export const sliceHostnameInvalid = defineRule({
  id: 'slice-hostname-invalid',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  assumes: 'document',
  summary: 'The hostname of an endpoint is no DNS label.',
  rationale: `Up to 63 lower-case letters, digits and hyphens, no dots. Empty text is refused too: leave the field out.`,
  *check({ object }) {
    for (const [i, { hostname }] of object.endpoints.entries()) {
      if (hostname === undefined || isDnsLabel(hostname)) continue;
      const alphabet = 'up to 63 lower-case letters, digits and hyphens, no dots';
      yield invalidName(
        `A hostname of ${describe(object)}`,
        ['endpoints', i, 'hostname'],
        hostname,
        alphabet,
        toDnsLabel(hostname),
      );
    }
  },
  fixes: firstThen(useSuggestion(), removeIt()),
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7], hostname: Db_1 }]
#                                               ^^^^ Invalid endpoints[0].hostname
`),
        fixed: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7], hostname: db-1 }]
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7], hostname: db-1 }]
`),
      },
    ],
  },
});
