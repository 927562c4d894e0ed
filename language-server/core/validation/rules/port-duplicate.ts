import type { ServicePortSpec } from '../../cluster/objects.ts';
import { defineRule } from '../defineRule.ts';
import { duplicate } from '../drafts.ts';
import { service } from '../examples.ts';
import { removal } from '../fixes.ts';
import { describe, protocolOf } from '../serviceFacts.ts';

export const portDuplicate = defineRule({
  id: 'port-duplicate',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  assumes: 'document',
  summary: 'The same port and protocol stand twice.',
  rationale: `One port of one protocol can lead to one target only. A second entry is refused even where its targetPort differs.`,
  *check({ object: service }) {
    for (const [i, port] of service.ports.entries()) {
      const same = (other: ServicePortSpec) => other.port === port.port && protocolOf(other) === protocolOf(port);
      if (port.port === undefined || !service.ports.slice(0, i).some(same)) continue;
      const message = `${describe(service)} has port ${port.port}/${protocolOf(port)} twice: the API server refuses the second. Remove it or change its port.`;
      yield duplicate(['spec', 'ports', i, 'port'], message, { field: `spec.ports[${i}]` });
    }
  },
  fixes: (draft, context) => removal(context, draft.path.slice(0, -1), { title: 'Remove this port' }),
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - { name: a, port: 80, targetPort: 8080 }
    - { name: b, port: 80, targetPort: 9090 }
    #                  ^^ Duplicate spec.ports[1]
`),
        fixed: service(`
  ports:
    - { name: a, port: 80, targetPort: 8080 }
`),
      },
    ],
    good: [
      {
        text: service(`
  ports:
    - { name: dns, port: 53, protocol: UDP }
    - { name: dns-tcp, port: 53, protocol: TCP }
`),
      },
    ],
  },
});
