import { defineRule } from '../defineRule.ts';
import { tooMany } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { describe } from '../serviceFacts.ts';
import { hintLists } from '../sliceFacts.ts';

export const sliceHintsTooMany = defineRule({
  id: 'slice-hints-too-many',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'More than 8 hints of one kind for an endpoint.',
  rationale: `An endpoint may name 8 zones and (since 1.34; dropped before) 8 nodes that should use it.`,
  *check({ object, settings }) {
    for (const { names, path } of hintLists(object, settings)) {
      if (names.length <= 8) continue;
      yield tooMany(
        path,
        `${describe(object)}: ${names.length} hints for one endpoint: the API server takes 8. Remove the others.`,
      );
    }
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints:
  - addresses: [192.0.2.7]
    hints:
      forZones: [{ name: a }, { name: b }, { name: c }, { name: d }, { name: e }, { name: f }, { name: g }, { name: h }, { name: i }]
      #<<<<<<< TooMany endpoints[0].hints.forZones
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7], hints: { forZones: [{ name: a }] } }]
`),
      },
    ],
  },
});
