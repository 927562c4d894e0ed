import { defineRule } from '../defineRule.ts';
import { serviceWith } from '../examples.ts';
import { labelFixes, labelValueDrafts } from '../labels.ts';

export const labelValueInvalid = defineRule({
  id: 'label-value-invalid',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A label value breaks the rules for label values.',
  rationale: `Label values have up to 63 characters: letters, digits, and \`-\`, \`_\`, \`.\` between them; empty is fine. Longer text and other characters belong in an
annotation.`,
  check: context => labelValueDrafts(context, ['metadata', 'labels'], context.object.labels),
  fixes: labelFixes,
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  labels: { team: "shop & cart" }
  #               ^^^^^^^^^^^^^ Invalid metadata.labels
`),
        fixed: serviceWith(`
  name: web
  labels: { team: "shop-cart" }
`),
      },
    ],
    good: [
      {
        text: serviceWith(`
  name: web
  labels: { team: Shop_1.2, empty: "" }
`),
      },
    ],
  },
});
