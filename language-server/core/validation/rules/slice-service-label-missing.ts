import type { Service } from '../../cluster/objects.ts';
import { serviceNameLabel } from '../../cluster/sliceLabels.ts';
import { isInSameFile, ownNamespaceServices } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { bareService, endpointSlice } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { serviceNamed } from '../missing.ts';
import { nearestName } from '../nearest.ts';
import { describe, hasSelector, isExternalName, quote } from '../serviceFacts.ts';

export const sliceServiceLabelMissing = defineRule({
  id: 'slice-service-label-missing',
  kinds: ['EndpointSlice'],
  severity: 'warning',
  verdict: 'dropped',
  seeks: 'a Service with the name on the label',
  summary: 'An EndpointSlice that no Service claims.',
  rationale: `The label \`kubernetes.io/service-name\` is the only link between an EndpointSlice and its Service; the slice's own name means nothing. Without
it, or when it names no Service of the namespace, kube-proxy ignores the addresses.`,
  *check(context) {
    const { object, cluster } = context;
    const label = object.labels[serviceNameLabel];
    const path = ['metadata', 'labels', serviceNameLabel];
    if (!label) {
      const message = `${describe(object)} has no label ${serviceNameLabel}, so it belongs to no Service and kube-proxy ignores it. Add the label with the Service's name.`;
      yield {
        path,
        message,
        absence: true,
        suggestions: candidatesFor(context)
          .slice(0, 3)
          .map(s => s.name),
      };
      return;
    }
    const named = { namespace: object.namespace, name: label };
    if (cluster.servicesNamed(named).length > 0) return;
    const candidates = candidatesFor(context);
    const typo = candidates.filter(s => nearestName(label, [s.name]));
    const near = [...typo, ...candidates.filter(s => isInSameFile(s, object) && !typo.includes(s))];
    const advice = typo[0]
      ? `Did you mean ${quote(typo[0].name)}?`
      : near[0]
        ? `${describe(near[0])} in this file has no selector and may be the one.`
        : 'Create the Service, unless something outside these files does.';
    yield {
      path,
      message: `${describe(object)} belongs to Service ${quote(label)}, which does not exist in namespace ${object.namespace}, so kube-proxy ignores it. ${advice}`,
      suggestions: near.slice(0, 3).map(s => s.name),
      seeks: { ...serviceNamed(named), ...(near[0] ? { evidence: near } : {}) },
      ...(near[0] ? {} : { verdict: 'advice', severity: 'hint' }),
    };
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: `${bareService(`
  ports: [{ port: 80 }]
`)}---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
#<<<<<<<
  name: web-1
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports: [{ port: 80 }]
`,
        fixed: `${bareService(`
  ports: [{ port: 80 }]
`)}---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    kubernetes.io/service-name: web
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports: [{ port: 80 }]
`,
      },
    ],
    good: [
      {
        text: `${bareService(`
  ports: [{ port: 80 }]
`)}---
${endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports: [{ port: 80 }]
`)}`,
      },
    ],
  },
});

/** Services that wait for hand-made endpoints. */
function candidatesFor({ object, cluster }: RuleContext<'EndpointSlice'>): Service[] {
  return ownNamespaceServices(cluster, object.namespace).filter(s => !hasSelector(s) && !isExternalName(s));
}
