import { defineRule } from '../defineRule.ts';
import { notSupported } from '../drafts.ts';
import { service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const sessionAffinityUnsupported = defineRule({
  id: 'session-affinity-unsupported',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  isSchemaMistake: true,
  summary: 'sessionAffinity is neither None nor ClientIP.',
  rationale: `\`ClientIP\` sends a client's connections to the same endpoint; there is no other kind. Letter case counts.`,
  *check({ object: service }) {
    const affinity = service.sessionAffinity;
    const known = ['None', 'ClientIP'];
    if (!affinity || known.includes(affinity)) return;
    yield notSupported(`sessionAffinity of ${describe(service)}`, ['spec', 'sessionAffinity'], affinity, known);
  },
  fixes: firstThen(useSuggestion({ safe: 'letter-case' }), removeIt()),
  examples: {
    bad: [
      {
        text: service(`
  sessionAffinity: ClientIp
  #                ^^^^^^^^ NotSupported spec.sessionAffinity
  ports: [{ port: 80 }]
`),
        fixed: service(`
  sessionAffinity: ClientIP
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  sessionAffinity: None
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
