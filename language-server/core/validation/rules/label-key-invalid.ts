import { defineRule } from '../defineRule.ts';
import { serviceWith } from '../examples.ts';
import { labelFixes, labelKeyDrafts } from '../labels.ts';

export const labelKeyInvalid = defineRule({
  id: 'label-key-invalid',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A label key breaks the rules for label keys.',
  rationale: `A key is a name of up to 63 characters (letters, digits, and \`-\`, \`_\`, \`.\` between them), with an optional lower-case DNS prefix and one slash. The API
server names \`metadata.labels\`, not the key.`,
  check: context => labelKeyDrafts(context, ['metadata', 'labels'], Object.keys(context.object.labels)),
  fixes: labelFixes,
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  labels:
    my label: x
    #<<<<<<< Invalid metadata.labels
`),
        fixed: serviceWith(`
  name: web
  labels:
    my-label: x
`),
      },
      {
        text: serviceWith(`
  name: web
  labels: { Example.com/tier: x }
  #         ^^^^^^^^^^^^^^^^ Invalid metadata.labels
`),
      },
    ],
    good: [
      {
        text: serviceWith(`
  name: web
  labels: { example.com/Tier_1: x }
`),
      },
    ],
  },
});
