import { defineRule } from '../defineRule.ts';
import { serviceWith } from '../examples.ts';
import { labelFixes, labelKeyDrafts } from '../labels.ts';
import { isQualifiedName } from '../names.ts';

export const annotationKeyInvalid = defineRule({
  id: 'annotation-key-invalid',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An annotation key breaks the rules for keys.',
  rationale: `Annotation keys follow the rules for label keys, except that letter case does not matter. Values are free.`,
  check: context =>
    labelKeyDrafts(context, ['metadata', 'annotations'], Object.keys(context.object.annotations), key =>
      isQualifiedName(key.toLowerCase()),
    ),
  fixes: labelFixes,
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  annotations:
    my note: x
    #<<<<<< Invalid metadata.annotations
`),
        fixed: serviceWith(`
  name: web
  annotations:
    my-note: x
`),
      },
    ],
    good: [
      {
        text: serviceWith(`
  name: web
  annotations: { Example.com/Note: "any text & more" }
`),
      },
    ],
  },
});
