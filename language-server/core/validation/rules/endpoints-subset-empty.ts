import { defineRule } from '../defineRule.ts';
import { required } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { removal } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const endpointsSubsetEmpty = defineRule({
  id: 'endpoints-subset-empty',
  kinds: ['Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A subset without addresses.',
  rationale: `A subset needs addresses, ready or not. No subsets at all, or a subset without ports, is fine.`,
  *check({ object }) {
    for (const [i, subset] of object.subsets.entries()) {
      if (subset.addresses.length > 0 || subset.notReadyAddresses.length > 0) continue;
      yield required(
        ['subsets', i],
        `${describe(object)}: subset ${i + 1} has no addresses, so the API server refuses it. Add addresses or remove the subset.`,
      );
    }
  },
  fixes: (draft, context) => removal(context, draft.path, { title: 'Remove the subset' }),
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80 }]
  - ports: [{ port: 80 }]
  # ^^^^^^^^^^^^^^^^^^^^^ Required subsets[1]
`),
        fixed: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets: []
`),
      },
    ],
  },
});
