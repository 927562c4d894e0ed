import { parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { removal } from '../fixes.ts';
import { describe, ipFamilyNames, isExternalName, writtenClusterIps } from '../serviceFacts.ts';

export const clusterIpFamilyMismatch = defineRule({
  id: 'cluster-ip-family-mismatch',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: 'A cluster IP is of another family than ipFamilies says.',
  rationale: `Cluster IPs and \`ipFamilies\` go in pairs, by position.`,
  *check({ object: service }) {
    if (isExternalName(service)) return;
    for (const { text, index, path } of writtenClusterIps(service)) {
      const family = parseAddress(text)?.family;
      const wanted = service.ipFamilies?.[index];
      if (!family || !ipFamilyNames.some(known => known === wanted) || family === wanted) continue;
      const message = `${describe(service)}: ${text} is an ${family} address, but ipFamilies[${index}] is ${wanted}: the API server refuses it. Swap or remove one.`;
      yield invalid(path, message, { field: `spec.clusterIPs[${index}]` });
    }
  },
  fixes: (_draft, context) =>
    removal(context, ['spec', 'ipFamilies'], { title: 'Remove ipFamilies (they follow the cluster IPs)' }),
  examples: {
    bad: [
      {
        text: service(`
  ipFamilies: [IPv6]
  clusterIP: 10.96.7.15
  #          ^^^^^^^^^^ Invalid spec.clusterIPs[0]
  ports: [{ port: 80 }]
`),
        fixed: service(`
  clusterIP: 10.96.7.15
  ports: [{ port: 80 }]
`),
        settings: { serviceCidrs: ['10.96.0.0/12', 'fd00:10:96::/112'] },
      },
    ],
    good: [
      {
        text: service(`
  ipFamilies: [IPv4]
  clusterIP: 10.96.7.15
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
