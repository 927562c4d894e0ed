import { managedByLabel, selectorController, serviceNameLabel } from '../../cluster/sliceLabels.ts';
import { isAmbiguous, locationOf } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
import { bareService, endpointSlice, service } from '../examples.ts';
import { describe, hasSelector, isExternalName } from '../serviceFacts.ts';

const managed = `
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io`;
const body = `
addressType: IPv4
ports: [{ port: 80 }]
endpoints: [{ addresses: [10.244.1.7] }]
`;

export const sliceStale = defineRule({
  id: 'slice-stale',
  kinds: ['EndpointSlice'],
  severity: 'warning',
  verdict: 'dropped',
  summary: 'The controller is named as the manager of a slice, and its Service has no selector.',
  rationale: `The EndpointSlice controller works for Services with a selector. Once the selector is gone it leaves the slices as they are,
and kube-proxy goes on sending connections to their addresses, whatever runs there by now. A slice that is written by hand names another
manager in \`endpointslice.kubernetes.io/managed-by\`.`,
  *check(context) {
    const { object: slice, cluster } = context;
    const name = slice.labels[serviceNameLabel];
    if (slice.labels[managedByLabel] !== selectorController || !name || slice.endpoints.length === 0) return;
    const owner = cluster.servicesNamed({ namespace: slice.namespace, name }).at(-1);
    if (!owner || isAmbiguous(cluster, owner) || isExternalName(owner) || hasSelector(owner)) return;
    yield {
      path: ['metadata', 'labels', managedByLabel],
      message: `${describe(slice)} is stale: the EndpointSlice controller does not update it, because ${describe(owner)} has no selector, and kube-proxy still uses its addresses. Delete the slice, or name another manager.`,
      related: [locationOf(context, owner, ['spec'], 'no selector')],
    };
  },
  examples: {
    bad: [
      {
        text: `${bareService(`
  ports: [{ port: 80 }]
`)}---
${endpointSlice(`${managed}
    #                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^${body}`)}`,
      },
    ],
    good: [
      {
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
${endpointSlice(`${managed}${body}`)}`,
      },
      {
        title: 'Another manager',
        text: `${bareService(`
  ports: [{ port: 80 }]
`)}---
${endpointSlice(`${managed.replace('endpointslice-controller.k8s.io', 'staff')}${body}`)}`,
      },
    ],
  },
});
