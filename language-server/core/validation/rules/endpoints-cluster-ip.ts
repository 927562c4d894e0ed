import { containsAddress } from '../../ip/cidr.ts';
import { parseAddress } from '../addressForms.ts';
import { serviceRanges } from '../clusterIps.ts';
import { locationOf } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
import { endpointAddressesOf } from '../drafts.ts';
import { endpoints, service } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const endpointsClusterIp = defineRule({
  id: 'endpoints-cluster-ip',
  kinds: ['Endpoints', 'EndpointSlice'],
  severity: 'warning',
  verdict: 'dropped',
  summary: 'An endpoint address is the address of a Service.',
  rationale: `Endpoints are the last stop: kube-proxy does not send traffic on from one virtual address to another. Write the addresses of the pods or machines, or use an ExternalName
Service that names the other Service.`,
  *check(context) {
    const { object, cluster, settings } = context;
    const placed =
      object.kind === 'Endpoints'
        ? endpointAddressesOf(object).map(({ address, path }) => ({ ip: address.ip ?? '', path: [...path, 'ip'] }))
        : object.endpoints.flatMap((e, i) =>
            e.addresses.map((ip, j) => ({ ip, path: ['endpoints', i, 'addresses', j] })),
          );
    const ranges = placed.length > 0 ? serviceRanges(settings) : [];
    for (const { ip, path } of placed) {
      const claims = cluster.clusterIpClaims(ip);
      const owner = claims.find(({ source }) => context.relationTo(source.file) === 'one');
      // A Service of another cluster that has the address says nothing, nor does a range that is assumed because of it.
      if (!owner && claims.length > 0 && settings.serviceCidrs.from === 'assumed') continue;
      const address = parseAddress(ip);
      const range = address && ranges.find(r => containsAddress(r, address));
      if (!owner && !range) continue;
      const what = owner ? `the cluster IP of ${describe(owner)}` : `in the service range ${range!.text}`;
      const message = `${describe(object)}: ${ip} is ${what}. kube-proxy sends nothing on from one Service to another, so connections are lost. Use the addresses of the pods.`;
      const related = owner ? [locationOf(context, owner, ['spec', 'clusterIP'], 'the Service of this address')] : [];
      yield { path, message, related, ...(owner ? {} : { restsOn: 'service-range' }) };
    }
  },
  examples: {
    bad: [
      {
        text: `${service(`
  clusterIP: 10.96.7.15
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Endpoints
metadata: { name: other }
subsets:
  - addresses: [{ ip: 10.96.7.15 }]
    #                 ^^^^^^^^^^
---
apiVersion: v1
kind: Service
metadata: { name: other }
spec: { ports: [{ port: 80 }] }
`,
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
`),
      },
    ],
  },
});
