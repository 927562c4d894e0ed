import { containsAddress } from '../../ip/cidr.ts';
import { parseAddress } from '../addressForms.ts';
import { freeClusterIp, serviceRanges } from '../clusterIps.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { anyOf, describe, needsClusterIp, writtenClusterIps } from '../serviceFacts.ts';

export const clusterIpOutOfRange = defineRule({
  id: 'cluster-ip-out-of-range',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A fixed cluster IP lies outside the service range.',
  rationale: `Cluster IPs come from the ranges that the API server is started with (\`--service-cluster-ip-range\`) or that ServiceCIDR objects add.
An address outside is refused. The range differs from installer to installer, so a fixed cluster IP seldom moves to another cluster
unchanged. Where the range is not known, this is only a hint.`,
  *check({ object: service, settings, cluster }) {
    if (!needsClusterIp(service)) return;
    for (const { text, path } of writtenClusterIps(service)) {
      const address = parseAddress(text);
      const ranges = address ? serviceRanges(settings, address.family) : [];
      if (!address || ranges.length === 0 || ranges.some(range => containsAddress(range, address))) continue;
      const free = freeClusterIp(settings, cluster, address.family);
      const message = `${describe(service)} requests cluster IP ${text}, outside ${anyOf(ranges.map(r => r.text))}: the API server refuses it. Remove it to let the cluster choose${free ? `, or take ${free}` : ''}.`;
      yield invalid(path, message, {
        field: 'spec.clusterIPs',
        restsOn: 'service-range',
        ...(free ? { suggestions: [free] } : {}),
      });
    }
  },
  fixes: firstThen(removeIt(), useSuggestion()),
  examples: {
    bad: [
      {
        text: service(`
  # fixed, since the firewall knows it
  clusterIP: 192.168.7.15 # outside
  #          ^^^^^^^^^^^^ Invalid spec.clusterIPs
  ports: [{ port: 80 }]
`),
        fixed: service(`
  # fixed, since the firewall knows it
  ports: [{ port: 80 }]
`),
      },
      {
        text: service(`
  clusterIP: fd00:77::10
  #          ^^^^^^^^^^^ Invalid spec.clusterIPs
  ports: [{ port: 80 }]
`),
        settings: { serviceCidrs: ['fd00:10:96::/112'] },
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: 10.96.7.15
  ports: [{ port: 80 }]
`),
      },
      {
        title: 'A range that a ServiceCIDR adds',
        text: `${service(`
  clusterIP: 10.200.0.9
  ports: [{ port: 80 }]
`)}---
apiVersion: networking.k8s.io/v1
kind: ServiceCIDR
metadata: { name: more }
spec: { cidrs: [10.200.0.0/16] }
`,
        settings: { serviceCidrs: ['10.96.0.0/12', '10.200.0.0/16'] },
      },
    ],
  },
});
