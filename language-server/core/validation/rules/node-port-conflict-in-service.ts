import type { ServicePortSpec } from '../../cluster/objects.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { nodePortFixes } from '../nodePorts.ts';
import { describe, protocolOf, reservesNodePorts } from '../serviceFacts.ts';

export const nodePortConflictInService = defineRule({
  id: 'node-port-conflict-in-service',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  assumes: 'document',
  summary: 'Two ports of one Service ask for the same node port.',
  rationale: `A node port leads to one port of one Service. Entries with the same \`port\` number and different protocols may share it (and do
by themselves); any others may not, whatever their protocols.`,
  *check({ object: service }) {
    if (!reservesNodePorts(service)) return;
    for (const [i, port] of service.ports.entries()) {
      const earlier = service.ports.slice(0, i).find(other => collides(other, port));
      if (!port.nodePort || !earlier) continue;
      const message = `${describe(service)} asks for node port ${port.nodePort} for port ${port.port} and for port ${earlier.port}: the API server refuses the second. Remove one, so that the cluster chooses it.`;
      yield invalid(['spec', 'ports', i, 'nodePort'], message);
    }
  },
  fixes: nodePortFixes,
  examples: {
    bad: [
      {
        text: service(`
  type: NodePort
  ports:
    - { name: http, port: 80, nodePort: 30500 }
    - { name: alt, port: 8080, nodePort: 30500 }
    #                                    ^^^^^ Invalid spec.ports[1].nodePort
`),
        fixed: service(`
  type: NodePort
  ports:
    - { name: http, port: 80, nodePort: 30500 }
    - { name: alt, port: 8080 }
`),
      },
    ],
    good: [
      {
        text: service(`
  type: NodePort
  ports:
    - { name: dns, port: 53, protocol: UDP, nodePort: 30053 }
    - { name: dns-tcp, port: 53, protocol: TCP, nodePort: 30053 }
`),
      },
    ],
  },
});

/** Entries with one port number share their node port, unless their protocol is the same as well. */
function collides(a: ServicePortSpec, b: ServicePortSpec): boolean {
  return a.nodePort === b.nodePort && (a.port !== b.port || protocolOf(a) === protocolOf(b));
}
