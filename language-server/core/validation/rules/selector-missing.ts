import { isAmbiguous } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
import { bareService, endpointSlice, service } from '../examples.ts';
import { slicesFor } from '../missing.ts';
import { describe, hasSelector, isExternalName } from '../serviceFacts.ts';

export const selectorMissing = defineRule({
  id: 'selector-missing',
  kinds: ['Service'],
  severity: 'information',
  verdict: 'dropped',
  seeks: 'Endpoints or an EndpointSlice of the Service',
  summary: 'No selector, and no endpoints made by hand.',
  rationale: `Without a selector the cluster makes no endpoints. That is right for a Service whose EndpointSlices (or old Endpoints) are written by hand or by a program of
your own; otherwise connections to it are refused.`,
  *check({ object: service, cluster }) {
    if (hasSelector(service) || isExternalName(service) || isAmbiguous(cluster, service)) return;
    if (service.ports.length === 0 || (service.namespace === 'default' && service.name === 'kubernetes')) return;
    if (cluster.endpointsNamed(service).length > 0 || cluster.slicesOf(service).length > 0) return;
    const message = `${describe(service)} has no selector, and there are no Endpoints or EndpointSlices for it here: connections to it are refused unless something else makes them. Add a selector, or an EndpointSlice with the addresses.`;
    const seeks = { ...slicesFor(service), evidence: [] };
    yield { path: ['spec', 'selector'], range: service.source.nameRange, message, seeks };
  },
  examples: {
    bad: [
      {
        text: `apiVersion: v1
kind: Service
metadata:
  name: web
  #     ^^^
spec:
  ports: [{ port: 80 }]
`,
      },
    ],
    good: [
      {
        text: service(`
  ports: [{ port: 80 }]
`),
      },
      {
        text: `${bareService(`
  ports: [{ port: 3306 }]
`)}---
${endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports: [{ port: 3306 }]
`)}`,
      },
    ],
  },
});
