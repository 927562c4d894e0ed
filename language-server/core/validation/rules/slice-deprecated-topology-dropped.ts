import { nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { endpointSlice } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const sliceDeprecatedTopologyDropped = defineRule({
  id: 'slice-deprecated-topology-dropped',
  kinds: ['EndpointSlice'],
  severity: 'information',
  verdict: 'advice',
  summary: 'deprecatedTopology is dropped.',
  rationale: `The field exists to carry data of v1beta1 over; the API server drops it from new slices. Use \`nodeName\` and \`zone\`.`,
  *check({ object, node }) {
    for (const i of object.endpoints.keys()) {
      const path = ['endpoints', i, 'deprecatedTopology'];
      const value = nodeAt(node, path);
      if (value?.kind !== 'map' || value.entries.length === 0) continue;
      yield {
        path,
        message: `${describe(object)}: the API server drops deprecatedTopology. Use nodeName and zone.`,
        tag: 'deprecated',
      };
    }
  },
  fixes: removeIt({ safe: true }),
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints:
  - addresses: [192.0.2.7]
    deprecatedTopology: { topology.kubernetes.io/zone: a }
    #<<<<<<<<<<<<<<<<<
`),
        fixed: endpointSlice(`
addressType: IPv4
endpoints:
  - addresses: [192.0.2.7]
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7], zone: a }]
`),
      },
    ],
  },
});
