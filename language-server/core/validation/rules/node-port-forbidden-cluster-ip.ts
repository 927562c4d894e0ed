import { nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { forbidden } from '../drafts.ts';
import { service } from '../examples.ts';
import type { Fix } from '../finding.ts';
import { type FixPlace, firstThen, insertion, removeIt, replacement } from '../fixes.ts';
import { describe, typeOf } from '../serviceFacts.ts';

export const nodePortForbiddenClusterIp = defineRule({
  id: 'node-port-forbidden-cluster-ip',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A ClusterIP Service requests a node port.',
  rationale: `Only NodePort and LoadBalancer Services open ports on the nodes. On a ClusterIP Service (also where the type is not written,
since ClusterIP is the default) the API server refuses a \`nodePort\` other than 0.`,
  *check({ object: service }) {
    if (typeOf(service) !== 'ClusterIP') return;
    for (const [i, { nodePort }] of service.ports.entries()) {
      if (!nodePort) continue;
      const message = `${describe(service)} requests node port ${nodePort} but is of type ClusterIP, which opens none: the API server refuses it. Remove nodePort, or set type: NodePort.`;
      yield forbidden(['spec', 'ports', i, 'nodePort'], message);
    }
  },
  fixes: firstThen<FixPlace>(removeIt(), (_draft, context) => toNodePort(context)),
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - port: 80
      nodePort: 30080
      #         ^^^^^ Forbidden spec.ports[0].nodePort
`),
        fixed: service(`
  ports:
    - port: 80
`),
      },
    ],
    good: [
      {
        text: service(`
  type: NodePort
  ports:
    - port: 80
      nodePort: 30080
`),
      },
    ],
  },
});

function toNodePort(context: FixPlace): readonly Fix[] {
  const words = { title: 'Set type: NodePort' };
  const path = ['spec', 'type'];
  return nodeAt(context.node, path)
    ? replacement(context, path, 'NodePort', words)
    : insertion(context, path, 'NodePort', words);
}
