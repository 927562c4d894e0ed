import { defineRule } from '../defineRule.ts';
import { invalid, subsetPorts } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const endpointsPortOutOfRange = defineRule({
  id: 'endpoints-port-out-of-range',
  kinds: ['Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An endpoint port is not between 1 and 65535.',
  rationale: `A port that is not written counts as 0 and is refused.`,
  *check({ object }) {
    for (const {
      port: { port },
      index,
      path,
    } of subsetPorts(object)) {
      if (port !== undefined && port >= 1 && port <= 65535) continue;
      const what =
        port === undefined ? `port ${index + 1} of the list has no number` : `port ${port} is not between 1 and 65535`;
      yield invalid(
        [...path, 'port'],
        `${describe(object)}: ${what}, so the API server refuses it. Write the port that the addresses listen on.`,
      );
    }
  },
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 0 }]
    #               ^ Invalid subsets[0].ports[0].port
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 65535 }]
`),
      },
    ],
  },
});
