import { childOf, nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { removal } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const statusDropped = defineRule({
  id: 'status-dropped',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  summary: 'A status in a manifest has no effect.',
  rationale: `The API server ignores \`status\` in a Service that is created or applied; the load balancer's controller writes it.`,
  *check({ object: service, node }) {
    const status = childOf(node, 'status');
    if (!status || (status.kind === 'scalar' && status.value === null)) return;
    if (nodeAt(node, ['metadata', 'uid'])) return;
    const message = `${describe(service)} has a status, which the API server drops. Remove it.`;
    yield { path: ['status'], message, tag: 'unnecessary' };
  },
  // Addresses in the status say what a load balancer would do here, so they are not thrown away unasked.
  fixes: (draft, context) =>
    removal(context, draft.path, { title: 'Remove status', safe: context.object.loadBalancerIngress.length === 0 }),
  examples: {
    bad: [
      {
        text: service(`
  ports: [{ port: 80 }]
status:
#<<<<<
  loadBalancer: {}
`),
        fixed: service(`
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
