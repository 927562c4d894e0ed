import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { serviceWith } from '../examples.ts';
import { removal } from '../fixes.ts';
import { describe, quote } from '../serviceFacts.ts';

export const topologyAnnotationsDisagree = defineRule({
  id: 'topology-annotations-disagree',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.27',
  summary: 'The old and the new topology annotation differ.',
  rationale: `\`service.kubernetes.io/topology-mode\` replaced \`service.kubernetes.io/topology-aware-hints\`. With both set, the API server wants the very same text, letter case included.`,
  *check({ object: service }) {
    const mode = service.annotations[modeAnnotation];
    const hints = service.annotations[hintsAnnotation];
    if (mode === undefined || hints === undefined || mode === hints) return;
    const message = `${describe(service)} sets topology-mode ${quote(mode)} and the old topology-aware-hints ${quote(hints)}: the API server refuses two that differ. Remove the old one.`;
    yield invalid(['metadata', 'annotations', modeAnnotation], message);
  },
  fixes: (_draft, context) =>
    removal(context, ['metadata', 'annotations', hintsAnnotation], { title: 'Remove the old annotation' }),
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  annotations:
    service.kubernetes.io/topology-mode: Auto
    #                                    ^^^^ Invalid metadata.annotations[service.kubernetes.io/topology-mode]
    service.kubernetes.io/topology-aware-hints: auto
    #                                           ^^^^ topology-hints-annotation-deprecated:
`),
        fixed: serviceWith(`
  name: web
  annotations:
    service.kubernetes.io/topology-mode: Auto
`),
      },
    ],
    good: [
      {
        text: serviceWith(`
  name: web
  annotations: { service.kubernetes.io/topology-mode: Auto }
`),
      },
    ],
  },
});

const modeAnnotation = 'service.kubernetes.io/topology-mode';
const hintsAnnotation = 'service.kubernetes.io/topology-aware-hints';
