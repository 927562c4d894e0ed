import { consequenceFor, type PortRequest, portRequests, transportOf, waysToAsk } from '../backends.ts';
import { locationOf } from '../crossObject.ts';
import { type Draft, defineRule, type RuleContext } from '../defineRule.ts';
import { bareService, ingress } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { anyOf, describe, protocolOf, protocols, quote } from '../serviceFacts.ts';

type Context = RuleContext<'Other'>;

export const backendProtocolMismatch = defineRule({
  id: 'backend-protocol-mismatch',
  kinds: ['Other'],
  severity: 'warning',
  verdict: 'dropped',
  meets: 'related',
  summary: 'A reference to a Service port of a protocol that the sender does not speak.',
  rationale: `Ingresses, the routes of the Gateway API, webhooks and APIServices speak HTTP or TLS to their backends, which run over TCP; a UDPRoute sends
UDP. A port that serves only the other protocol has no rules and no listener for what they send, though the API server accepts the reference.`,
  *check(context) {
    for (const request of portRequests(context)) {
      if (isMismatch(context, request)) yield mismatch(context, request);
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        title: 'An Ingress speaks HTTP, which runs over TCP',
        text: `${bareService(`
  selector: { app: web }
  ports: [{ name: quic, port: 443, protocol: UDP }, { name: http, port: 80 }]
`)}---
${ingress(`
    service:
      name: web
      port:
        number: 443
        #       ^^^
`)}`,
        fixed: `${bareService(`
  selector: { app: web }
  ports: [{ name: quic, port: 443, protocol: UDP }, { name: http, port: 80 }]
`)}---
${ingress(`
    service:
      name: web
      port:
        number: 80
`)}`,
      },
      {
        title: 'The port of a UDPRoute lacks its protocol',
        text: `apiVersion: v1
kind: Service
metadata: { name: game }
spec:
  selector: { app: game }
  ports: [{ port: 7777 }]
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: UDPRoute
metadata: { name: game }
spec:
  rules:
    - backendRefs: [{ name: game, port: 7777 }]
      #                                 ^^^^
`,
      },
      {
        title: 'The API server calls webhooks over TCP',
        text: `apiVersion: v1
kind: Service
metadata: { name: hook, namespace: shop }
spec:
  selector: { app: hook }
  ports: [{ port: 443, protocol: UDP }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: hook }
webhooks:
  - name: hook.example.org
    clientConfig:
      service:
      #<<<<<<
        namespace: shop
        name: hook
`,
      },
    ],
    good: [
      {
        title: 'One number may serve both',
        text: `${bareService(`
  selector: { app: web }
  ports: [{ name: https, port: 443 }, { name: http3, port: 443, protocol: UDP }]
`)}---
${ingress(`
    service:
      name: web
      port: { number: 443 }
`)}`,
      },
      {
        text: `apiVersion: v1
kind: Service
metadata: { name: game }
spec:
  selector: { app: game }
  ports: [{ port: 7777, protocol: UDP }]
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: UDPRoute
metadata: { name: game }
spec:
  rules:
    - backendRefs: [{ name: game, port: 7777 }]
`,
      },
    ],
  },
});

/** A protocol that the API server refuses says nothing about what was meant. */
function isMismatch({ object }: Context, { meant }: PortRequest): boolean {
  const speaks = transportOf(object);
  const isOther = (protocol: string) => protocol !== speaks && protocols.some(known => known === protocol);
  return meant.length > 0 && meant.every(port => isOther(protocolOf(port)));
}

function mismatch(context: Context, { asked, service, meant }: PortRequest): Draft {
  const speaks = transportOf(context.object);
  const usable = waysToAsk(
    service.ports.filter(port => protocolOf(port) === speaks),
    asked,
  );
  const advice = usable.length
    ? `Ask for ${anyOf(usable.map(quote))}, which serves ${speaks}.`
    : `Give the Service a port with protocol: ${speaks}.`;
  return {
    path: asked.path,
    message: `${describe(context.object)} sends ${speaks} to port ${quote(asked.value)} of ${describe(service)}, which serves ${protocolOf(meant[0]!)} only: ${consequenceFor(context.object)}. ${advice}`,
    related: [locationOf(context, service, ['spec', 'ports'], 'the ports of the Service')],
    suggestions: usable.slice(0, 4),
  };
}
