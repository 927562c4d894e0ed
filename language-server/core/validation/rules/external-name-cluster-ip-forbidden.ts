import { defineRule } from '../defineRule.ts';
import { forbidden } from '../drafts.ts';
import { bareService } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, isExternalName, quote, writtenClusterIps } from '../serviceFacts.ts';

export const externalNameClusterIpForbidden = defineRule({
  id: 'external-name-cluster-ip-forbidden',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An ExternalName Service with a cluster IP.',
  rationale: `A DNS alias has no address of its own, so \`clusterIP\` and \`clusterIPs\` are refused, \`None\` included.`,
  *check({ object: service }) {
    const ips = writtenClusterIps(service);
    if (!isExternalName(service) || ips.length === 0) return;
    const path = ['spec', service.clusterIP ? 'clusterIP' : 'clusterIPs'];
    const message = `${describe(service)} is a DNS alias (ExternalName) but has cluster IP ${quote(ips[0]!.text)}: the API server refuses it. Remove it.`;
    yield forbidden(path, message, { field: 'spec.clusterIPs' });
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: bareService(`
  type: ExternalName
  clusterIP: None
  #          ^^^^ Forbidden spec.clusterIPs
  externalName: db.example.com
`),
        fixed: bareService(`
  type: ExternalName
  externalName: db.example.com
`),
      },
    ],
    good: [
      {
        text: bareService(`
  type: ExternalName
  externalName: db.example.com
`),
      },
    ],
  },
});
