import { defineRule } from '../defineRule.ts';
import { invalidName } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { isDnsSubdomain, isLabelValue } from '../names.ts';
import { describe } from '../serviceFacts.ts';
import { hintLists } from '../sliceFacts.ts';

export const sliceHintInvalid = defineRule({
  id: 'slice-hint-invalid',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A hint names no possible zone or node.',
  rationale: `A zone is a label value, a node a lower-case DNS name.`,
  *check({ object, settings }) {
    for (const { names, path, kind } of hintLists(object, settings)) {
      for (const [m, name] of names.entries()) {
        if (kind === 'zone' ? isLabelValue(name) : isDnsSubdomain(name)) continue;
        const alphabet = kind === 'zone' ? 'a label value' : 'a lower-case DNS name';
        yield invalidName(`A ${kind} hint of ${describe(object)}`, [...path, m, 'name'], name, alphabet);
      }
    }
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints:
  - addresses: [192.0.2.7]
    hints: { forNodes: [{ name: Node_1 }] }
    #                           ^^^^^^ Invalid endpoints[0].hints.forNodes[0].name
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7], hints: { forNodes: [{ name: node-1 }] } }]
`),
      },
    ],
  },
});
