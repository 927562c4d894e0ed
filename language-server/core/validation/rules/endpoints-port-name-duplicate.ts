import { defineRule } from '../defineRule.ts';
import { subsetPorts } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { describe, protocolOf, quote } from '../serviceFacts.ts';

export const endpointsPortNameDuplicate = defineRule({
  id: 'endpoints-port-name-duplicate',
  kinds: ['Endpoints'],
  severity: 'information',
  verdict: 'advice',
  summary: 'Two ports of a subset have the same name.',
  rationale: `The API server accepts it for Endpoints (not for EndpointSlices), but ports meet their Service port by name, so one of the two gets its traffic by chance.`,
  *check({ object }) {
    for (const { port, index, path } of subsetPorts(object)) {
      const earlier = object.subsets[Number(path[1])]!.ports.slice(0, index);
      if (!port.name || !earlier.some(p => p.name === port.name && protocolOf(p) === protocolOf(port))) continue;
      yield {
        path: [...path, 'name'],
        message: `${describe(object)} has two ports called ${quote(port.name)} in one subset; ports meet the Service by name. Rename one.`,
      };
    }
  },
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ name: http, port: 80 }, { name: http, port: 81 }]
    #                                         ^^^^
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ name: http, port: 80 }, { name: alt, port: 81 }]
`),
      },
    ],
  },
});
