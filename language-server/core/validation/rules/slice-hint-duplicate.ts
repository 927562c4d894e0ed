import { defineRule } from '../defineRule.ts';
import { duplicate } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { removal } from '../fixes.ts';
import { describe, quote } from '../serviceFacts.ts';
import { hintLists } from '../sliceFacts.ts';

export const sliceHintDuplicate = defineRule({
  id: 'slice-hint-duplicate',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A hint names the same zone or node twice.',
  rationale: `Each zone and each node may stand once.`,
  *check({ object, settings }) {
    for (const { names, path } of hintLists(object, settings)) {
      for (const [m, name] of names.entries()) {
        if (!names.slice(0, m).includes(name)) continue;
        yield duplicate(
          [...path, m, 'name'],
          `${describe(object)}: a hint names ${quote(name)} twice: the API server refuses it. Remove one.`,
        );
      }
    }
  },
  fixes: (draft, context) => removal(context, draft.path.slice(0, -1), { title: 'Remove the second' }),
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints:
  - addresses: [192.0.2.7]
    hints: { forZones: [{ name: a }, { name: a }] }
    #                                        ^ Duplicate endpoints[0].hints.forZones[1].name
`),
        fixed: endpointSlice(`
addressType: IPv4
endpoints:
  - addresses: [192.0.2.7]
    hints: { forZones: [{ name: a }] }
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7], hints: { forZones: [{ name: a }, { name: b }] } }]
`),
      },
    ],
  },
});
