import { nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { service, serviceWith } from '../examples.ts';
import { insertion, removal } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const tolerateUnreadyAnnotationIgnored = defineRule({
  id: 'tolerate-unready-annotation-ignored',
  kinds: ['Service'],
  severity: 'information',
  verdict: 'advice',
  summary: 'The annotation tolerate-unready-endpoints has no effect.',
  rationale: `\`service.alpha.kubernetes.io/tolerate-unready-endpoints\` was replaced by the field \`publishNotReadyAddresses\` and is no longer read: pods that are not ready get no traffic.`,
  *check({ object: service }) {
    if (service.annotations[annotation] === undefined) return;
    const message = `${describe(service)} uses the annotation tolerate-unready-endpoints, which has no effect any more. Set publishNotReadyAddresses: true instead.`;
    yield { path: ['metadata', 'annotations', annotation], message, tag: 'deprecated' };
  },
  fixes: (draft, context) => {
    const field = ['spec', 'publishNotReadyAddresses'];
    const remove = removal(context, draft.path, { title: 'Remove the annotation' });
    const isWanted = context.object.annotations[annotation] === 'true' && !nodeAt(context.node, field);
    const set = isWanted ? insertion(context, field, true, { title: '' }) : [];
    const edits = [...remove, ...set].flatMap(f => f.edits);
    const both = { title: 'Set publishNotReadyAddresses: true instead', safe: false, edits };
    return remove.length > 0 && set.length > 0 ? [both, ...remove] : remove;
  },
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  annotations:
    example.com/team: shop
    service.alpha.kubernetes.io/tolerate-unready-endpoints: "true"
    #                                                       ^^^^^^
`),
        fixed: `${serviceWith(`
  name: web
  annotations:
    example.com/team: shop
`).trimEnd()}\n  publishNotReadyAddresses: true\n`,
      },
    ],
    good: [
      {
        text: service(`
  publishNotReadyAddresses: true
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});

const annotation = 'service.alpha.kubernetes.io/tolerate-unready-endpoints';
