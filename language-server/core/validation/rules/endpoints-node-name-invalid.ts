import { defineRule } from '../defineRule.ts';
import { endpointAddressesOf } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { invalidNodeNames } from '../twins.ts';

export const endpointsNodeNameInvalid = defineRule({
  id: 'endpoints-node-name-invalid',
  kinds: ['Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The nodeName of an endpoint is not a DNS subdomain.',
  rationale: `Node names are lower-case DNS names. Empty text is refused too: leave the field out.`,
  *check({ object }) {
    const nodeNames = endpointAddressesOf(object).map(({ address, path }) => ({
      text: address.nodeName,
      path: [...path, 'nodeName'],
    }));
    yield* invalidNodeNames(object, nodeNames);
  },
  fixes: firstThen(useSuggestion(), removeIt()),
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7, nodeName: Node_1 }]
    #                                      ^^^^^^ Invalid subsets[0].addresses[0].nodeName
`),
        fixed: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7, nodeName: node-1 }]
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7, nodeName: node-1.example.com }]
`),
      },
    ],
  },
});
