import { defineRule } from '../defineRule.ts';
import { portLabel, required, subsetPorts } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const endpointsPortNameRequired = defineRule({
  id: 'endpoints-port-name-required',
  kinds: ['Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'One of several ports of a subset has no name.',
  rationale: `With more than one port each needs a name, and it must be the Service port's name, since the two meet by it.`,
  *check({ object }) {
    for (const { port, index, path } of subsetPorts(object)) {
      if (port.name || object.subsets[Number(path[1])]!.ports.length < 2) continue;
      yield required(
        [...path, 'name'],
        `${describe(object)}: ${portLabel(port, index)} has no name, and there are several ports: the API server refuses it. Give it the Service port's name.`,
      );
    }
  },
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports:
      - { name: http, port: 80 }
      - port: 443
      # ^^^^^^^^^ Required subsets[0].ports[1].name
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80 }]
`),
      },
    ],
  },
});
