import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

export const clusterIpsTooMany = defineRule({
  id: 'cluster-ips-too-many',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: 'More than two cluster IPs.',
  rationale: `A Service has one cluster IP, or two of different families.`,
  *check({ object: service }) {
    const count = service.clusterIPs?.length ?? 0;
    if (isExternalName(service) || count <= 2) return;
    const message = `${describe(service)} has ${count} cluster IPs: the API server takes two at most, one of each family. Remove the others.`;
    yield invalid(['spec', 'clusterIPs', 2], message, { field: 'spec.clusterIPs' });
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  clusterIP: 10.96.7.15
  clusterIPs: [10.96.7.15, "fd00:10:96::15", 10.96.7.16]
  #                                          ^^^^^^^^^^ Invalid spec.clusterIPs
  ipFamilyPolicy: RequireDualStack
  ports: [{ port: 80 }]
`),
        fixed: service(`
  clusterIP: 10.96.7.15
  clusterIPs: [10.96.7.15, "fd00:10:96::15"]
  ipFamilyPolicy: RequireDualStack
  ports: [{ port: 80 }]
`),
        settings: { serviceCidrs: ['10.96.0.0/12', 'fd00:10:96::/112'] },
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: 10.96.7.15
  clusterIPs: [10.96.7.15]
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
