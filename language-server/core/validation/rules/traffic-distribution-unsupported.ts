import { defineRule } from '../defineRule.ts';
import { notSupported } from '../drafts.ts';
import { service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const trafficDistributionUnsupported = defineRule({
  id: 'traffic-distribution-unsupported',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'trafficDistribution has a value that this release does not know.',
  rationale: `PreferClose is stable since 1.33; PreferSameZone and PreferSameNode are on by default since 1.34 and refused before. Checked on every type; empty text fails.`,
  *check({ object: service, settings }) {
    const value = service.trafficDistribution;
    const known =
      settings.kubernetesMinor >= 34 ? ['PreferSameZone', 'PreferSameNode', 'PreferClose'] : ['PreferClose'];
    if (value === undefined || known.includes(value)) return;
    yield notSupported(`trafficDistribution of ${describe(service)}`, ['spec', 'trafficDistribution'], value, known);
  },
  fixes: firstThen(useSuggestion({ safe: 'letter-case' }), removeIt()),
  examples: {
    bad: [
      {
        text: service(`
  trafficDistribution: preferSameZone
  #                    ^^^^^^^^^^^^^^ NotSupported spec.trafficDistribution
  ports: [{ port: 80 }]
`),
        fixed: service(`
  trafficDistribution: PreferSameZone
  ports: [{ port: 80 }]
`),
      },
      {
        title: 'Up to 1.33',
        text: service(`
  trafficDistribution: PreferSameZone
  #                    ^^^^^^^^^^^^^^ NotSupported spec.trafficDistribution
  ports: [{ port: 80 }]
`),
        settings: { kubernetesVersion: '1.33' },
      },
    ],
    good: [
      {
        text: service(`
  trafficDistribution: PreferSameNode
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
