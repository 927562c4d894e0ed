import type { ServicePortSpec } from '../../cluster/objects.ts';
import { defineRule } from '../defineRule.ts';
import { duplicate } from '../drafts.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, protocolOf, reservesNodePorts, typeOf } from '../serviceFacts.ts';

export const nodePortDuplicate = defineRule({
  id: 'node-port-duplicate',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The same node port is written twice where no node port is reserved.',
  rationale: `On types that reserve no node ports (ClusterIP, ExternalName) the API server still refuses the same \`nodePort\` and protocol
twice. Neither entry has any effect there.`,
  *check({ object: service }) {
    if (reservesNodePorts(service)) return;
    for (const [i, port] of service.ports.entries()) {
      const same = (other: ServicePortSpec) =>
        other.nodePort === port.nodePort && protocolOf(other) === protocolOf(port);
      if (!port.nodePort || !service.ports.slice(0, i).some(same)) continue;
      const message = `${describe(service)} has node port ${port.nodePort} twice: the API server refuses the second. Remove nodePort: type ${typeOf(service)} opens none.`;
      yield duplicate(['spec', 'ports', i, 'nodePort'], message);
    }
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - { name: a, port: 80, nodePort: 30100 }
    #                                ^^^^^ node-port-forbidden-cluster-ip:
    - { name: b, port: 81, nodePort: 30100 }
    #                                ^^^^^ node-port-forbidden-cluster-ip:
    #                                ^^^^^ Duplicate spec.ports[1].nodePort
`),
        fixed: service(`
  ports:
    - { name: a, port: 80, nodePort: 30100 }
    - { name: b, port: 81 }
`),
      },
    ],
    good: [
      {
        text: service(`
  ports:
    - { name: a, port: 80 }
    - { name: b, port: 81 }
`),
      },
    ],
  },
});
