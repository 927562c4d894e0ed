import { defineRule } from '../defineRule.ts';
import { duplicate, slicePorts } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { describe, quote } from '../serviceFacts.ts';

export const slicePortNameDuplicate = defineRule({
  id: 'slice-port-name-duplicate',
  kinds: ['EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'Two ports of a slice have the same name.',
  rationale: `Two ports without a name count as the same name. (One unnamed port among named ones is accepted.)`,
  *check({ object }) {
    const seen = new Set<string>();
    for (const { port, path } of slicePorts(object)) {
      const name = port.name ?? '';
      if (!seen.has(name)) {
        seen.add(name);
        continue;
      }
      const what = name ? `two ports called ${quote(name)}` : 'two ports without a name';
      yield duplicate(
        [...path, 'name'],
        `${describe(object)} has ${what}: the API server refuses the second. Give it the name of its Service port.`,
      );
    }
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports:
  - port: 80
  - port: 443
  # ^^^^^^^^^ Duplicate ports[1].name
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ port: 80 }, { name: https, port: 443 }]
`),
      },
    ],
  },
});
