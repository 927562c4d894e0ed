import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const trafficDistributionDeprecated = defineRule({
  id: 'traffic-distribution-deprecated',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'warned',
  summary: 'PreferClose is the deprecated name of PreferSameZone.',
  rationale: `Both mean the same. The API server warns of the old name; clusters before 1.34 know only that one.`,
  *check({ object: service, settings }) {
    if (service.trafficDistribution !== 'PreferClose') return;
    const isKnown = settings.kubernetesMinor >= 34;
    const advice = isKnown ? 'Write PreferSameZone.' : 'From 1.34 on write PreferSameZone.';
    const message = `${describe(service)} uses trafficDistribution PreferClose, a deprecated name that newer API servers warn of. ${advice}`;
    yield {
      path: ['spec', 'trafficDistribution'],
      message,
      tag: 'deprecated',
      suggestions: isKnown ? ['PreferSameZone'] : [],
    };
  },
  fixes: useSuggestion({ safe: true }),
  examples: {
    bad: [
      {
        text: service(`
  trafficDistribution: PreferClose
  #                    ^^^^^^^^^^^
  ports: [{ port: 80 }]
`),
        fixed: service(`
  trafficDistribution: PreferSameZone
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  trafficDistribution: PreferSameZone
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
