import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { removal, removeIt } from '../fixes.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

export const clusterIpsNoneNotAlone = defineRule({
  id: 'cluster-ips-none-not-alone',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: '"None" is listed with other cluster IPs.',
  rationale: `A headless Service has no address at all, so \`None\` must be the only entry.`,
  *check({ object: service }) {
    const list = service.clusterIPs ?? [];
    if (isExternalName(service) || list.length < 2) return;
    const message = `${describe(service)} has None beside other cluster IPs: the API server refuses it. Leave None alone, or remove it.`;
    for (const [index, text] of list.entries()) {
      if (text !== 'None') continue;
      yield invalid(['spec', 'clusterIPs', index], message, {
        field: index === 0 ? 'spec.clusterIPs' : `spec.clusterIPs[${index}]`,
      });
    }
  },
  fixes: (draft, context) =>
    draft.path[2] === 0
      ? removal(context, ['spec', 'clusterIPs'], { title: 'Remove clusterIPs' })
      : removeIt()(draft, context),
  examples: {
    bad: [
      {
        text: service(`
  clusterIP: None
  clusterIPs: [None, 10.96.7.15]
  #            ^^^^ Invalid spec.clusterIPs
  ipFamilyPolicy: PreferDualStack
  ports: [{ port: 80 }]
`),
        fixed: service(`
  clusterIP: None
  ipFamilyPolicy: PreferDualStack
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: None
  clusterIPs: [None]
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
