import { defineRule } from '../defineRule.ts';
import { notSupported } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe, isExternallyAccessible, trafficPolicies } from '../serviceFacts.ts';

export const etpUnsupported = defineRule({
  id: 'etp-unsupported',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  isSchemaMistake: true,
  summary: 'externalTrafficPolicy is neither Cluster nor Local.',
  rationale: `\`Cluster\` (the default) spreads external traffic over all endpoints and hides the client's address; \`Local\` uses the node's own endpoints
only and keeps it. Letter case counts.`,
  *check({ object: service }) {
    const policy = service.externalTrafficPolicy;
    if (!policy || !isExternallyAccessible(service) || trafficPolicies.some(known => known === policy)) return;
    yield notSupported(
      `externalTrafficPolicy of ${describe(service)}`,
      ['spec', 'externalTrafficPolicy'],
      policy,
      trafficPolicies,
    );
  },
  fixes: useSuggestion({ safe: 'letter-case' }),
  examples: {
    bad: [
      {
        text: service(`
  type: NodePort
  externalTrafficPolicy: local
  #                      ^^^^^ NotSupported spec.externalTrafficPolicy
  ports: [{ port: 80 }]
`),
        fixed: service(`
  type: NodePort
  externalTrafficPolicy: Local
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  type: NodePort
  externalTrafficPolicy: Cluster
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
