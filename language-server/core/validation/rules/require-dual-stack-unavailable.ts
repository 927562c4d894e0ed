import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { describe, hasSelector, isExternalName, isHeadless } from '../serviceFacts.ts';

export const requireDualStackUnavailable = defineRule({
  id: 'require-dual-stack-unavailable',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: 'RequireDualStack on a cluster with one IP family.',
  rationale: `RequireDualStack wants an address of each family, and the cluster has a range for one only. PreferDualStack takes what there is.`,
  *check({ object: service, settings }) {
    if (service.ipFamilyPolicy !== 'RequireDualStack' || settings.ipFamilies.value.length > 1) return;
    if (isExternalName(service) || (isHeadless(service) && !hasSelector(service))) return;
    const message = `${describe(service)} requires two IP families, but the cluster has ${settings.ipFamilies.value.join('')} only: the API server refuses it. Set PreferDualStack.`;
    yield invalid(['spec', 'ipFamilyPolicy'], message, { restsOn: 'service-range', suggestions: ['PreferDualStack'] });
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: service(`
  ipFamilyPolicy: RequireDualStack
  #               ^^^^^^^^^^^^^^^^ Invalid spec.ipFamilyPolicy
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
  ipFamilyPolicy: RequireDualStack
  ports: [{ port: 80 }]
`),
        settings: { serviceCidrs: ['10.96.0.0/12', 'fd00:10:96::/112'] },
      },
    ],
  },
});
