import { nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { required } from '../drafts.ts';
import { service } from '../examples.ts';
import { insertion } from '../fixes.ts';
import { describe, isExternalName, isHeadless } from '../serviceFacts.ts';

export const portsRequired = defineRule({
  id: 'ports-required',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The Service has no ports.',
  rationale: `Only headless and ExternalName Services do without ports; for any other the API server wants at least one.`,
  *check({ object: service, node }) {
    const ports = nodeAt(node, ['spec', 'ports']);
    const isEmpty = service.ports.length === 0 && ports?.kind !== 'map';
    if (!isEmpty || isHeadless(service) || isExternalName(service)) return;
    const message = `${describe(service)} has no ports: the API server refuses it. Add spec.ports, or clusterIP: None for a headless Service.`;
    yield required(['spec', 'ports'], message);
  },
  fixes: (draft, context) =>
    nodeAt(context.node, draft.path)?.kind === 'sequence'
      ? []
      : insertion(context, draft.path, [{ port: 80 }], { title: 'Add port 80' }),
  examples: {
    bad: [
      {
        text: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
#<<< Required spec.ports
  selector: { app: web }
`,
        fixed: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports:
    - port: 80
`,
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: None
`),
      },
    ],
  },
});
