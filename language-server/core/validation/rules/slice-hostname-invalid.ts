import { defineRule } from '../defineRule.ts';
import { endpointSlice } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { invalidHostnames } from '../twins.ts';

export const sliceHostnameInvalid = defineRule({
  id: 'slice-hostname-invalid',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The hostname of an endpoint is not a DNS label.',
  rationale: `Up to 63 lower-case letters, digits and hyphens, no dots. Empty text is refused too: leave the field out.`,
  *check({ object }) {
    const hostnames = object.endpoints.map(({ hostname }, i) => ({
      text: hostname,
      path: ['endpoints', i, 'hostname'],
    }));
    yield* invalidHostnames(object, hostnames);
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
