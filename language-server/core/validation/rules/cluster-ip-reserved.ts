import { parseAddress } from '../addressForms.ts';
import { freeClusterIp, reservedReason, serviceRanges } from '../clusterIps.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { firstThen, removeIt, useSuggestion } from '../fixes.ts';
import { describe, needsClusterIp, writtenClusterIps } from '../serviceFacts.ts';

export const clusterIpReserved = defineRule({
  id: 'cluster-ip-reserved',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A fixed cluster IP is the first or last address of the service range.',
  rationale: `The API server never hands out the network address and, for IPv4, the broadcast address of a service range.`,
  *check({ object: service, settings, cluster }) {
    if (!needsClusterIp(service)) return;
    for (const { text, path } of writtenClusterIps(service)) {
      const address = parseAddress(text);
      const range = address && serviceRanges(settings, address.family).find(r => reservedReason(r, address));
      if (!address || !range) continue;
      const free = freeClusterIp(settings, cluster, address.family);
      const message = `${describe(service)} requests cluster IP ${text}, the ${reservedReason(range, address)} address of ${range.text}, which is never handed out: the API server refuses it. Remove it to let the cluster choose${free ? `, or take ${free}` : ''}.`;
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
  clusterIP: 10.96.0.0
  #          ^^^^^^^^^ Invalid spec.clusterIPs
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ports: [{ port: 80 }]
`),
      },
      {
        text: service(`
  clusterIP: 10.111.255.255
  #          ^^^^^^^^^^^^^^ Invalid spec.clusterIPs
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: 10.111.255.254
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
