import { defineRule } from '../defineRule.ts';
import { endpointAddressesOf } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { invalidHostnames } from '../twins.ts';

export const endpointsHostnameInvalid = defineRule({
  id: 'endpoints-hostname-invalid',
  kinds: ['Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The hostname of an endpoint is not a DNS label.',
  rationale: `The hostname becomes one part of a DNS name: up to 63 lower-case letters, digits and hyphens, no dots.`,
  *check({ object }) {
    const hostnames = endpointAddressesOf(object).map(({ address, path }) => ({
      text: address.hostname || undefined,
      path: [...path, 'hostname'],
    }));
    yield* invalidHostnames(object, hostnames);
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7, hostname: db.one }]
    #                                      ^^^^^^ Invalid subsets[0].addresses[0].hostname
`),
        fixed: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7, hostname: db-one }]
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7, hostname: "" }]
`),
      },
    ],
  },
});
