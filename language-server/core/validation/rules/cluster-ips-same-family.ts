import { parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

export const clusterIpsSameFamily = defineRule({
  id: 'cluster-ips-same-family',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: 'Two cluster IPs of one family.',
  rationale: `A second cluster IP is there for the second IP family only.`,
  *check({ object: service }) {
    const list = service.clusterIPs ?? [];
    const [first, second] = list.map(parseAddress);
    if (isExternalName(service) || list.length !== 2 || !first || first.family !== second?.family) return;
    const message = `${describe(service)} has two ${first.family} cluster IPs: the API server takes one of each family. Remove the second.`;
    yield invalid(['spec', 'clusterIPs', 1], message, { field: 'spec.clusterIPs' });
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  clusterIP: 10.96.7.15
  clusterIPs: [10.96.7.15, 10.96.7.16]
  #                        ^^^^^^^^^^ Invalid spec.clusterIPs
  ipFamilyPolicy: PreferDualStack
  ports: [{ port: 80 }]
`),
        fixed: service(`
  clusterIP: 10.96.7.15
  clusterIPs: [10.96.7.15]
  ipFamilyPolicy: PreferDualStack
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: 10.96.7.15
  clusterIPs: [10.96.7.15, "fd00:10:96::15"]
  ipFamilyPolicy: PreferDualStack
  ports: [{ port: 80 }]
`),
        settings: { serviceCidrs: ['10.96.0.0/12', 'fd00:10:96::/112'] },
      },
    ],
  },
});
