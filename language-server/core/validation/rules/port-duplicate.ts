import type { Service, ServicePortSpec } from '../../cluster/objects.ts';
import { defineRule } from '../defineRule.ts';
import { duplicate } from '../drafts.ts';
import { service } from '../examples.ts';
import { removal } from '../fixes.ts';
import { allocatesNodePorts, describe, protocolOf, reservesNodePorts } from '../serviceFacts.ts';

export const portDuplicate = defineRule({
  id: 'port-duplicate',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The same port and protocol stand twice.',
  rationale: `One port of one protocol can lead to one target only. A second entry is refused even where its targetPort differs.`,
  *check({ object: service }) {
    for (const [i, port] of service.ports.entries()) {
      const number = port.port ?? 0;
      const twins = service.ports.slice(0, i).filter(other => isTwin(other, port));
      if (twins.length === 0) continue;
      const message = `${describe(service)} has port ${number}/${protocolOf(port)} twice: the API server refuses the second. Remove it or change its port.`;
      const path = ['spec', 'ports', i, 'port'];
      yield duplicate(path, message, { field: `spec.ports[${i}]` });
      const mine = nodePortOf(service, port);
      if (mine !== undefined && twins.some(twin => nodePortOf(service, twin) === mine))
        yield duplicate(path, message, { field: `spec.ports[${i}].nodePort` });
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
      {
        title: 'Entries of one number get one node port, so that the server finds that twice as well',
        text: service(`
  type: NodePort
  ports:
    - { name: a, port: 80, targetPort: 8080 }
    - { name: b, port: 80, targetPort: 9090 }
    #                  ^^ Duplicate spec.ports[1]
    #                  ^^ Duplicate spec.ports[1].nodePort
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

/** An absent number counts as 0. */
function isTwin(a: ServicePortSpec, b: ServicePortSpec): boolean {
  return (a.port ?? 0) === (b.port ?? 0) && protocolOf(a) === protocolOf(b);
}

/** The node port that an entry has once they are handed out; entries of one number share the first that is stated. */
function nodePortOf(service: Service, { port, nodePort }: ServicePortSpec): number | 'chosen' | undefined {
  if (!reservesNodePorts(service)) return undefined;
  if (nodePort || !allocatesNodePorts(service)) return nodePort || undefined;
  return service.ports.find(other => (other.port ?? 0) === (port ?? 0) && other.nodePort)?.nodePort ?? 'chosen';
}
