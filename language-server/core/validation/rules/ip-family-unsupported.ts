import { defineRule } from '../defineRule.ts';
import { notSupported } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe, ipFamilyNames, isExternalName } from '../serviceFacts.ts';

export const ipFamilyUnsupported = defineRule({
  id: 'ip-family-unsupported',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  isSchemaMistake: true,
  summary: 'An IP family is neither IPv4 nor IPv6.',
  rationale: `Letter case counts: \`ipv4\` is refused.`,
  *check({ object: service }) {
    if (isExternalName(service)) return;
    for (const [i, family] of (service.ipFamilies ?? []).entries()) {
      if (ipFamilyNames.some(known => known === family)) continue;
      yield notSupported(`An IP family of ${describe(service)}`, ['spec', 'ipFamilies', i], family, ipFamilyNames);
    }
  },
  fixes: useSuggestion({ safe: 'letter-case' }),
  examples: {
    bad: [
      {
        text: service(`
  ipFamilies: [ipv4]
  #            ^^^^ NotSupported spec.ipFamilies[0]
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ipFamilies: [IPv4]
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  ipFamilies: [IPv4]
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
