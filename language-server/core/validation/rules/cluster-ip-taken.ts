import type { Service } from '../../cluster/objects.ts';
import { parseAddress } from '../addressForms.ts';
import { kubernetesAddress } from '../clusterIps.ts';
import { comesFirst, isAmbiguous, isInSameFile, locationOf } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { askedForElsewhere, rivalsAmong } from '../elsewhere.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, needsClusterIp, writtenClusterIps } from '../serviceFacts.ts';

export const clusterIpTaken = defineRule({
  id: 'cluster-ip-taken',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A fixed cluster IP is requested by another Service too.',
  rationale: `A cluster IP belongs to one Service. The first usable address of the range is that of \`default/kubernetes\`, the API server itself.
The Service that is created second is refused: in one file the lower one; between files nobody knows, so both are marked. Between folders of which
nothing says that they go to one cluster, it is only mentioned.`,
  *check(context) {
    const { object: service, cluster, settings } = context;
    if (!needsClusterIp(service) || isAmbiguous(cluster, service)) return;
    for (const { text, path } of writtenClusterIps(service)) {
      const address = parseAddress(text);
      if (!address) continue;
      if (address.text === kubernetesAddress(settings)?.text && describe(service) !== 'Service default/kubernetes') {
        const message = `${describe(service)} requests cluster IP ${text}, which belongs to default/kubernetes: the API server refuses it. Remove it to let the cluster choose.`;
        yield invalid(path, message, { field: 'spec.clusterIPs', restsOn: 'service-range' });
        continue;
      }
      const candidates = cluster.clusterIpClaims(text).filter(other => isRival(other, context));
      const { rivals: all, areElsewhere } = rivalsAmong(candidates, context);
      const rivals = all.slice(0, 3);
      if (rivals.length === 0) continue;
      const message = `${describe(service)} requests cluster IP ${text}, which ${rivals.map(describe).join(', ')} requests too: the API server refuses the second. Remove it to let the cluster choose.`;
      const related = rivals.map(other => locationOf(context, other, ['spec', 'clusterIP'], `also requests ${text}`));
      if (areElsewhere) {
        return yield { path, related, ...askedForElsewhere(`cluster IP ${text}`, context, rivals[0]!) };
      }
      yield invalid(path, message, { field: 'spec.clusterIPs', related, because: rivals });
    }
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  clusterIP: 10.96.0.1
  #          ^^^^^^^^^ Invalid spec.clusterIPs
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ports: [{ port: 80 }]
`),
      },
      {
        text: `${service(`
  clusterIP: 10.96.7.15
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Service
metadata: { name: other }
spec:
  clusterIP: 10.96.7.15
  #          ^^^^^^^^^^ Invalid spec.clusterIPs
  selector: { app: other }
  ports: [{ port: 80 }]
`,
      },
      {
        title: 'One address in two forms',
        text: `${service(`
  clusterIP: fd00:10:96::7f
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Service
metadata: { name: other }
spec:
  clusterIP: fd00:10:96:0::7F
  #          ^^^^^^^^^^^^^^^^ Invalid spec.clusterIPs
  #          ^^^^^^^^^^^^^^^^ ipv6-not-canonical:
  selector: { app: other }
  ports: [{ port: 80 }]
`,
        settings: { serviceCidrs: ['fd00:10:96::/112'] },
      },
    ],
    good: [
      {
        text: `apiVersion: v1
kind: Service
metadata: { name: kubernetes }
spec:
  clusterIP: 10.96.0.1
  ports: [{ port: 443 }]
`,
      },
    ],
  },
});

function isRival(other: Service, { object: service, cluster }: RuleContext<'Service'>): boolean {
  if (other.namespace === service.namespace && other.name === service.name) return false;
  if (!needsClusterIp(other)) return false;
  return isInSameFile(other, service) ? comesFirst(other, service) : !isAmbiguous(cluster, other);
}
