import { defineRule } from '../defineRule.ts';
import { bareService, endpoints } from '../examples.ts';
import { removal } from '../fixes.ts';
import { slicesFor } from '../missing.ts';
import { describe, hasSelector } from '../serviceFacts.ts';

export const endpointsNotMirrored = defineRule({
  id: 'endpoints-not-mirrored',
  kinds: ['Endpoints'],
  severity: 'warning',
  verdict: 'dropped',
  seeks: 'an EndpointSlice of the Service',
  summary: 'Endpoints that are kept from being mirrored.',
  rationale: `Current proxies read EndpointSlices only. A controller mirrors hand-made Endpoints of a Service without selector into slices, unless they carry the label
\`endpointslice.kubernetes.io/skip-mirror: "true"\`. With it, and without slices of your own, no proxy uses the addresses.`,
  *check({ object, cluster }) {
    const service = cluster.servicesNamed(object).at(-1);
    if (object.labels[skipMirror] !== 'true' || !service || hasSelector(service)) return;
    if (cluster.slicesOf(object).length > 0) return;
    const message = `${describe(object)} carry the label skip-mirror, so no EndpointSlice is made of them, and proxies read nothing else: connections to ${describe(service)} are refused. Remove the label, or write an EndpointSlice.`;
    const seeks = { ...slicesFor(object), evidence: [service] };
    yield { path: ['metadata', 'labels', skipMirror], message, seeks };
  },
  fixes: (draft, context) => removal(context, draft.path, { title: 'Remove the label' }),
  examples: {
    bad: [
      {
        text: `apiVersion: v1
kind: Endpoints
metadata:
  name: web
  labels:
    app: web
    endpointslice.kubernetes.io/skip-mirror: "true"
    #                                        ^^^^^^
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80 }]
---
${bareService(`
  ports: [{ port: 80 }]
`)}`,
        fixed: `apiVersion: v1
kind: Endpoints
metadata:
  name: web
  labels:
    app: web
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80 }]
---
${bareService(`
  ports: [{ port: 80 }]
`)}`,
      },
    ],
    good: [
      {
        text: `${endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ port: 80 }]
`)}---
${bareService(`
  ports: [{ port: 80 }]
`)}`,
      },
    ],
  },
});

const skipMirror = 'endpointslice.kubernetes.io/skip-mirror';
