import { defineRule } from '../defineRule.ts';
import { notSupported } from '../drafts.ts';
import { service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

export const ipFamilyPolicyUnsupported = defineRule({
  id: 'ip-family-policy-unsupported',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  isSchemaMistake: true,
  summary: 'The IP family policy is none of the three.',
  rationale: `SingleStack (the default), PreferDualStack (two families if the cluster has them) or RequireDualStack (two, or refused).`,
  *check({ object: service }) {
    const policy = service.ipFamilyPolicy;
    const known = ['SingleStack', 'PreferDualStack', 'RequireDualStack'];
    if (policy === undefined || isExternalName(service) || known.includes(policy)) return;
    yield notSupported(`ipFamilyPolicy of ${describe(service)}`, ['spec', 'ipFamilyPolicy'], policy, known);
  },
  fixes: firstThen(useSuggestion({ safe: 'letter-case' }), removeIt()),
  examples: {
    bad: [
      {
        text: service(`
  ipFamilyPolicy: preferDualStack
  #               ^^^^^^^^^^^^^^^ NotSupported spec.ipFamilyPolicy
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ipFamilyPolicy: PreferDualStack
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  ipFamilyPolicy: PreferDualStack
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
