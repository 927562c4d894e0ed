import { defineRule } from '../defineRule.ts';
import { slicePorts } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const slicePortUnchecked = defineRule({
  id: 'slice-port-unchecked',
  kinds: ['EndpointSlice'],
  severity: 'warning',
  verdict: 'dropped',
  summary: 'A port number that cannot be one.',
  rationale: `The API server checks no port numbers in EndpointSlices. 0, 70000 or -5 are stored, and nothing can connect to them. A port without a number means any port to
those who read slices directly; kube-proxy makes no rules for it.`,
  *check({ object }) {
    for (const { port, path } of slicePorts(object)) {
      if (port.port !== undefined && port.port >= 1 && port.port <= 65535) continue;
      const what =
        port.port === undefined
          ? 'a port has no number, and kube-proxy makes no rules for it'
          : `port ${port.port} is not between 1 and 65535; the API server does not check it, but nothing can connect to it`;
      yield {
        path: [...path, 'port'],
        message: `${describe(object)}: ${what}. Write the port that the endpoints listen on.`,
        ...(port.port === undefined ? { verdict: 'advice', severity: 'hint' } : {}),
      };
    }
  },
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ port: 70000 }]
#               ^^^^^
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
ports: [{ port: 65535 }]
`),
      },
    ],
  },
});
