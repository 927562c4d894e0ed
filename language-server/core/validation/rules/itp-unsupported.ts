import { defineRule } from '../defineRule.ts';
import { notSupported } from '../drafts.ts';
import { service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { describe, trafficPolicies } from '../serviceFacts.ts';

export const itpUnsupported = defineRule({
  id: 'itp-unsupported',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  isSchemaMistake: true,
  summary: 'internalTrafficPolicy is neither Cluster nor Local.',
  rationale: `\`Cluster\` (the default) spreads traffic to the cluster IP over all endpoints, \`Local\` uses only those on the client's node. The value is
checked on every type of Service; letter case counts and empty text fails.`,
  *check({ object: service }) {
    const policy = service.internalTrafficPolicy;
    if (policy === undefined || trafficPolicies.some(known => known === policy)) return;
    yield notSupported(
      `internalTrafficPolicy of ${describe(service)}`,
      ['spec', 'internalTrafficPolicy'],
      policy,
      trafficPolicies,
    );
  },
  fixes: firstThen(useSuggestion({ safe: 'letter-case' }), removeIt()),
  examples: {
    bad: [
      {
        text: service(`
  internalTrafficPolicy: cluster
  #                      ^^^^^^^ NotSupported spec.internalTrafficPolicy
  ports: [{ port: 80 }]
`),
        fixed: service(`
  internalTrafficPolicy: Cluster
  ports: [{ port: 80 }]
`),
      },
      {
        text: service(`
  internalTrafficPolicy: ""
  #                      ^^ NotSupported spec.internalTrafficPolicy
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  internalTrafficPolicy: Local
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
