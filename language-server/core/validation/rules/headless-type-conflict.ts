import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { type FixPlace, firstThen, removeIt, replacement } from '../fixes.ts';
import { describe, isHeadless, reservesNodePorts, typeOf } from '../serviceFacts.ts';

export const headlessTypeConflict = defineRule({
  id: 'headless-type-conflict',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A NodePort or LoadBalancer Service without a cluster IP.',
  rationale: `Node ports and load balancers lead to the Service's cluster IP rules; a headless Service (\`clusterIP: None\`) has none.`,
  *check({ object: service }) {
    if (!reservesNodePorts(service) || !isHeadless(service)) return;
    const path = service.clusterIP ? ['spec', 'clusterIP'] : ['spec', 'clusterIPs', 0];
    const message = `${describe(service)} is headless but of type ${typeOf(service)}, which needs a cluster IP: the API server refuses it. Remove clusterIP: None, or set type: ClusterIP.`;
    yield invalid(path, message, { field: 'spec.clusterIPs[0]' });
  },
  fixes: firstThen<FixPlace>(removeIt(), (_draft, place) =>
    replacement(place, ['spec', 'type'], 'ClusterIP', { title: 'Set type: ClusterIP' }),
  ),
  examples: {
    bad: [
      {
        text: service(`
  type: NodePort
  clusterIP: None
  #          ^^^^ Invalid spec.clusterIPs[0]
  ports: [{ port: 80 }]
`),
        fixed: service(`
  type: NodePort
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: None
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
