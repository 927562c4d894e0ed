import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe } from '../serviceFacts.ts';

export const sessionAffinityTimeoutRange = defineRule({
  id: 'session-affinity-timeout-range',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The session affinity timeout is not between 1 second and a day.',
  rationale: `\`timeoutSeconds\` is 1 to 86400; left out it is 10800 (three hours).`,
  *check({ object: service }) {
    const seconds = service.sessionAffinityTimeoutSeconds;
    if (service.sessionAffinity !== 'ClientIP' || seconds === undefined || (seconds >= 1 && seconds <= 86400)) return;
    const message = `${describe(service)} keeps sessions for ${seconds} seconds; the API server takes 1 to 86400 and refuses it. The usual time is 10800.`;
    const path = ['spec', 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds'];
    yield invalid(path, message, { suggestions: [seconds < 1 ? 10800 : 86400] });
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: service(`
  sessionAffinity: ClientIP
  sessionAffinityConfig: { clientIP: { timeoutSeconds: 604800 } }
  #                                                    ^^^^^^ Invalid spec.sessionAffinityConfig.clientIP.timeoutSeconds
  ports: [{ port: 80 }]
`),
        fixed: service(`
  sessionAffinity: ClientIP
  sessionAffinityConfig: { clientIP: { timeoutSeconds: 86400 } }
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  sessionAffinity: ClientIP
  sessionAffinityConfig: { clientIP: { timeoutSeconds: 86400 } }
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
