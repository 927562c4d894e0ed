import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { bareService, service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, hasSelector, ipFamilyNames, isExternalName, isHeadless } from '../serviceFacts.ts';

export const ipFamilyNotConfigured = defineRule({
  id: 'ip-family-not-configured',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: 'An IP family that the cluster does not have.',
  rationale: `A Service can have those families only for which the API server was given a service range. A headless Service without selector may list any.`,
  *check({ object: service, settings }) {
    if (isExternalName(service) || (isHeadless(service) && !hasSelector(service))) return;
    for (const [i, family] of (service.ipFamilies ?? []).entries()) {
      const known = ipFamilyNames.find(name => name === family);
      if (!known || settings.ipFamilies.value.includes(known)) continue;
      const message = `${describe(service)} requests ${family}, for which the cluster has no service range: the API server refuses it. Remove it.`;
      yield invalid(['spec', 'ipFamilies', i], message, { restsOn: 'service-range' });
    }
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  ipFamilies: [IPv6]
  #            ^^^^ Invalid spec.ipFamilies[0]
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: bareService(`
  clusterIP: None
  ipFamilies: [IPv4, IPv6]
  ipFamilyPolicy: RequireDualStack
`),
      },
    ],
  },
});
