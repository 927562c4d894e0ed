import { nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { endpointSlice, serviceWith } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const generationNegative = defineRule({
  id: 'generation-negative',
  kinds: ['Service', 'Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'metadata.generation is below zero.',
  rationale: `The API server counts generations itself and refuses a negative number. It is left over from an export or a mistake. For an EndpointSlice it
writes 1 over whatever stands there, and says nothing.`,
  *check({ object, node }) {
    const value = nodeAt(node, ['metadata', 'generation']);
    if (value?.kind !== 'scalar' || typeof value.value !== 'number' || value.value >= 0) return;
    const message = `${describe(object)} has generation ${value.value}: the API server refuses a negative one. Remove it.`;
    yield invalid(['metadata', 'generation'], message);
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  generation: -1
  #           ^^ Invalid metadata.generation
`),
        fixed: serviceWith(`
  name: web
`),
      },
    ],
    good: [
      {
        text: serviceWith(`
  name: web
  generation: 2
`),
      },
      {
        title: 'The server writes its own',
        text: endpointSlice(`
addressType: IPv4
endpoints: []
`).replace('  name: web-1\n', '  name: web-1\n  generation: -1\n'),
      },
    ],
  },
});
