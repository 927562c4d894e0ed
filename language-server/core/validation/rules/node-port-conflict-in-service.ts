import { defineRule } from '../defineRule.ts';
import { portLabel } from '../drafts.ts';
import { service } from '../examples.ts';
import { nodePortFixes, nodePortRequests, refusedNodePort } from '../nodePorts.ts';
import { describe } from '../serviceFacts.ts';

export const nodePortConflictInService = defineRule({
  id: 'node-port-conflict-in-service',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'Two ports of one Service request the same node port.',
  rationale: `A node port leads to one port of one Service. Entries with the same \`port\` number and different protocols may share it (and do
by themselves); any others may not, whatever their protocols.`,
  *check({ object: service }) {
    const requests = nodePortRequests(service);
    for (const [i, request] of requests.entries()) {
      const { nodePort, written } = request;
      const earlier = requests.slice(0, i).find(other => other.nodePort === nodePort);
      if (!earlier) continue;
      const [first, second] = [earlier.written, written].map(index => portLabel(service.ports[index]!, index));
      const message = `${describe(service)} requests node port ${nodePort} for ${first} and for ${second}: the API server refuses the second. Remove one of them, and the cluster allocates another.`;
      yield refusedNodePort(request, message);
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
      {
        title: 'A port is asked for at the first entry of its number',
        text: service(`
  type: NodePort
  ports:
    - { name: http, port: 80, nodePort: 30500 }
    - { name: dns, port: 53, protocol: UDP }
    - { name: dns-tcp, port: 53, nodePort: 30500 }
    #                                      ^^^^^ Invalid spec.ports[1].nodePort
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
