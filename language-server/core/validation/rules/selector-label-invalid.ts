import { defineRule } from '../defineRule.ts';
import { bareService } from '../examples.ts';
import { labelFixes, labelKeyDrafts, labelValueDrafts } from '../labels.ts';

export const selectorLabelInvalid = defineRule({
  id: 'selector-label-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A selector key or value that no label can have.',
  rationale: `Selectors follow the rules for labels. The API server names \`spec.selector\`, not the key.`,
  *check(context) {
    const { selector } = context.object;
    if (!selector) return;
    yield* labelKeyDrafts(context, ['spec', 'selector'], Object.keys(selector));
    yield* labelValueDrafts(context, ['spec', 'selector'], selector);
  },
  fixes: labelFixes,
  examples: {
    bad: [
      {
        text: bareService(`
  selector:
    app: "a b"
    #    ^^^^^ Invalid spec.selector
  ports: [{ port: 80 }]
`),
        fixed: bareService(`
  selector:
    app: "a-b"
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: bareService(`
  selector: { example.com/app: "" }
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
