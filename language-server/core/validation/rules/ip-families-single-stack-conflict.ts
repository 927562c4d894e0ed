import { nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { insertion, replacement } from '../fixes.ts';
import { describe, hasSelector, isExternalName, isHeadless } from '../serviceFacts.ts';

export const ipFamiliesSingleStackConflict = defineRule({
  id: 'ip-families-single-stack-conflict',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: 'Two families or cluster IPs, but the policy is SingleStack.',
  rationale: `A missing \`ipFamilyPolicy\` means SingleStack, also on a dual-stack cluster. Two entries need PreferDualStack or RequireDualStack.`,
  *check({ object: service }) {
    const policy = service.ipFamilyPolicy || 'SingleStack';
    if (isExternalName(service) || policy !== 'SingleStack') return;
    // There a policy that is not written means RequireDualStack.
    if (!service.ipFamilyPolicy && isHeadless(service) && !hasSelector(service)) return;
    const families = service.ipFamilies?.length === 2;
    if (!families && service.clusterIPs?.length !== 2) return;
    const path = service.ipFamilyPolicy ? ['spec', 'ipFamilyPolicy'] : ['spec', families ? 'ipFamilies' : 'clusterIPs'];
    const message = `${describe(service)} has two ${families ? 'IP families' : 'cluster IPs'} but ipFamilyPolicy ${service.ipFamilyPolicy ? 'is' : 'is not set, which means'} SingleStack: the API server refuses it. Set PreferDualStack.`;
    yield invalid(path, message, { field: 'spec.ipFamilyPolicy' });
  },
  fixes: (_draft, context) => {
    const path = ['spec', 'ipFamilyPolicy'];
    const words = { title: 'Set ipFamilyPolicy: PreferDualStack' };
    return nodeAt(context.node, path)
      ? replacement(context, path, 'PreferDualStack', words)
      : insertion(context, path, 'PreferDualStack', words);
  },
  examples: {
    bad: [
      {
        text: service(`
  ipFamilies: [IPv4, IPv6]
  ipFamilyPolicy: SingleStack
  #               ^^^^^^^^^^^ Invalid spec.ipFamilyPolicy
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ipFamilies: [IPv4, IPv6]
  ipFamilyPolicy: PreferDualStack
  ports: [{ port: 80 }]
`),
        settings: { serviceCidrs: ['10.96.0.0/12', 'fd00:10:96::/112'] },
      },
      {
        text: service(`
  ipFamilies: [IPv4, IPv6]
  #<<<<<<<<< Invalid spec.ipFamilyPolicy
  ports: [{ port: 80 }]
`),
        settings: { serviceCidrs: ['10.96.0.0/12', 'fd00:10:96::/112'] },
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
