import { parseAddress } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, needsClusterIp, writtenClusterIps } from '../serviceFacts.ts';

export const clusterIpFamilyNotConfigured = defineRule({
  id: 'cluster-ip-family-not-configured',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: 'A cluster IP of a family that the cluster does not have.',
  rationale: `The cluster has Service addresses of those families only for which the API server was given a range.`,
  *check({ object: service, settings }) {
    if (!needsClusterIp(service)) return;
    for (const { text, index, path } of writtenClusterIps(service)) {
      const family = parseAddress(text)?.family;
      if (!family || settings.ipFamilies.value.includes(family)) continue;
      const message = `${describe(service)} requests cluster IP ${text}, but the cluster has no ${family} service range: the API server refuses it. Remove it.`;
      yield invalid(path, message, { field: `spec.clusterIPs[${index}]`, restsOn: 'service-range' });
    }
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  clusterIP: fd00:10:96::15
  #          ^^^^^^^^^^^^^^ Invalid spec.clusterIPs[0]
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: fd00:10:96::15
  ports: [{ port: 80 }]
`),
        settings: { serviceCidrs: ['fd00:10:96::/112'] },
      },
    ],
  },
});
