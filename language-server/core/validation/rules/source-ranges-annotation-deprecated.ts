import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { insertion, removal } from '../fixes.ts';
import { describe, typeOf } from '../serviceFacts.ts';
import { sourceRangesAnnotation, writtenSourceRanges } from '../sourceRanges.ts';

export const sourceRangesAnnotationDeprecated = defineRule({
  id: 'source-ranges-annotation-deprecated',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  summary: 'Source ranges stand in the old annotation.',
  rationale: `The annotation \`service.beta.kubernetes.io/load-balancer-source-ranges\` is still read and checked, but only where the field \`loadBalancerSourceRanges\` is empty. The field
is what everything else looks at.`,
  *check({ object: service }) {
    if (service.annotations[sourceRangesAnnotation] === undefined || typeOf(service) !== 'LoadBalancer') return;
    const isRead = service.loadBalancerSourceRanges.length === 0;
    const message = `${describe(service)} has its source ranges in an old annotation${isRead ? '' : ', which is not read, as the field is set'}. Write them into loadBalancerSourceRanges.`;
    yield {
      path: ['metadata', 'annotations', sourceRangesAnnotation],
      message,
      tag: isRead ? 'deprecated' : 'unnecessary',
    };
  },
  fixes: (draft, context) => {
    const { object: service } = context;
    if (service.loadBalancerSourceRanges.length > 0)
      return removal(context, draft.path, { title: 'Remove the annotation', safe: true });
    const ranges = writtenSourceRanges(service).map(range => range.text);
    const field = insertion(context, ['spec', 'loadBalancerSourceRanges'], ranges, { title: '' });
    const edits = [...removal(context, draft.path, { title: '' }), ...field].flatMap(f => f.edits);
    return field.length > 0 && ranges.length > 0
      ? [{ title: 'Move them to loadBalancerSourceRanges', safe: false, edits }]
      : [];
  },
  examples: {
    bad: [
      {
        text: `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    example.com/team: shop
    service.beta.kubernetes.io/load-balancer-source-ranges: 192.0.2.0/24, 10.0.0.0/8
    #                                                       ^^^^^^^^^^^^^^^^^^^^^^^^
spec:
  type: LoadBalancer
  selector: { app: web }
  ports:
    - port: 80
`,
        fixed: `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    example.com/team: shop
spec:
  type: LoadBalancer
  selector: { app: web }
  ports:
    - port: 80
  loadBalancerSourceRanges:
    - 192.0.2.0/24
    - 10.0.0.0/8
`,
      },
    ],
    good: [
      {
        text: service(`
  type: LoadBalancer
  loadBalancerSourceRanges: [192.0.2.0/24]
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
