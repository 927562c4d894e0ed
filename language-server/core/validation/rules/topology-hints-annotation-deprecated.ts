import { defineRule } from '../defineRule.ts';
import { serviceWith } from '../examples.ts';
import { removal, renaming } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const topologyHintsAnnotationDeprecated = defineRule({
  id: 'topology-hints-annotation-deprecated',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'warned',
  since: '1.27',
  summary: 'The annotation topology-aware-hints is deprecated.',
  rationale: `\`service.kubernetes.io/topology-mode\` took its place in 1.27; \`trafficDistribution\` is the field for new Services.`,
  *check({ object: service, settings }) {
    const path = ['metadata', 'annotations', annotation];
    if (service.annotations[annotation] === undefined || settings.kubernetesMinor < 27) return;
    const message = `${describe(service)} uses the annotation topology-aware-hints, deprecated since 1.27: the API server warns of it. Use service.kubernetes.io/topology-mode or trafficDistribution.`;
    yield { path, message, tag: 'deprecated' };
  },
  fixes: (draft, context) => {
    const mode = 'service.kubernetes.io/topology-mode';
    const words = { title: 'Use service.kubernetes.io/topology-mode', safe: true };
    return context.object.annotations[mode] === undefined
      ? renaming(context, draft.path, mode, words)
      : removal(context, draft.path, { title: 'Remove the old annotation' });
  },
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  annotations:
    service.kubernetes.io/topology-aware-hints: Auto
    #                                           ^^^^
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

const annotation = 'service.kubernetes.io/topology-aware-hints';
