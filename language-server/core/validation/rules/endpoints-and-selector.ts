import type { EndpointSlice, Endpoints } from '../../cluster/objects.ts';
import { serviceNameLabel } from '../../cluster/sliceLabels.ts';
import { isAmbiguous, locationOf } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
import { endpointAddressesOf } from '../drafts.ts';
import { bareService, endpointSlice, endpoints, service } from '../examples.ts';
import { describe, hasSelector, isExternalName } from '../serviceFacts.ts';

export const endpointsAndSelector = defineRule({
  id: 'endpoints-and-selector',
  kinds: ['Endpoints', 'EndpointSlice'],
  severity: 'warning',
  verdict: 'dropped',
  meets: 'related',
  summary: 'Endpoints made by hand for a Service that has a selector.',
  rationale: `For a Service with a selector the cluster makes the endpoints. Hand-made Endpoints of such a Service are not mirrored, so current proxies never see them, and the controller
overwrites them at the next change. A hand-made EndpointSlice is different: it is used in addition to the controller's own.`,
  *check(context) {
    const { object, cluster } = context;
    const isOld = object.kind === 'Endpoints';
    const name = isOld ? object.name : object.labels[serviceNameLabel];
    const service = name ? cluster.servicesNamed({ namespace: object.namespace, name }).at(-1) : undefined;
    if (!service || !hasSelector(service) || isExternalName(service) || isAmbiguous(cluster, service)) return;
    if (isMadeByController(object)) return;
    const related = [locationOf(context, service, ['spec', 'selector'], 'the selector')];
    if (isOld) {
      const message = `${describe(object)} are made by hand, but ${describe(service)} has a selector: no proxy uses them, and the cluster overwrites them. Remove the Endpoints or the selector.`;
      yield { path: ['metadata', 'name'], message, related };
    } else {
      const message = `${describe(object)} is made by hand, and ${describe(service)} has a selector: these addresses are used in addition to those of the selected pods.`;
      yield { path: ['metadata', 'labels', serviceNameLabel], message, related, verdict: 'advice', severity: 'hint' };
    }
  },
  examples: {
    bad: [
      {
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Endpoints
metadata:
  name: web
  #     ^^^
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80 }]
`,
      },
    ],
    good: [
      {
        text: `${bareService(`
  ports: [{ port: 80 }]
`)}---
${endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80 }]
`)}`,
      },
      {
        title: 'A slice as the cluster made it',
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
${endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7], targetRef: { kind: Pod, name: web-1 } }]
ports: [{ name: "", port: 80 }]
`)}`,
      },
    ],
  },
});

/** Exported objects: controllers label what they make, and point at the pods. */
function isMadeByController(object: Endpoints | EndpointSlice): boolean {
  if (object.annotations['endpoints.kubernetes.io/last-change-trigger-time'] !== undefined) return true;
  if (object.kind === 'Endpoints') return endpointAddressesOf(object).some(({ address }) => address.targetRef);
  const maker = object.labels['endpointslice.kubernetes.io/managed-by'] ?? '';
  return maker.startsWith('endpointslice-controller') || object.endpoints.some(endpoint => endpoint.targetRef);
}
