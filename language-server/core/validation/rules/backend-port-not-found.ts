import { consequenceFor, isWeightless, type PortRequest, portRequests, waysToAsk, weightless } from '../backends.ts';
import { locationOf } from '../crossObject.ts';
import { type Draft, defineRule, type RuleContext } from '../defineRule.ts';
import { bareService, ingress } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { nearest } from '../nearest.ts';
import { anyOf, describe, quote, targetPortOf } from '../serviceFacts.ts';

type Context = RuleContext<'Other'>;

export const backendPortNotFound = defineRule({
  id: 'backend-port-not-found',
  kinds: ['Other'],
  severity: 'warning',
  verdict: 'dropped',
  meets: 'related',
  summary: 'A reference to a port that the Service does not have.',
  rationale: `Whatever sends traffic to a Service names one of the Service's own ports, never the port of a container behind it. Nobody checks that
when the object is applied; requests to a port that the Service does not have fail.`,
  *check(context) {
    for (const request of portRequests(context)) {
      if (request.meant.length === 0) yield missing(context, request);
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        title: 'The port of the container',
        text: `${bareService(`
  selector: { app: web }
  ports: [{ name: http, port: 80, targetPort: 8080 }]
`)}---
${ingress(`
    service:
      name: web
      port:
        number: 8080
        #       ^^^^
`)}`,
        fixed: `${bareService(`
  selector: { app: web }
  ports: [{ name: http, port: 80, targetPort: 8080 }]
`)}---
${ingress(`
    service:
      name: web
      port:
        number: 80
`)}`,
      },
      {
        title: 'A misspelt name',
        text: `${bareService(`
  selector: { app: web }
  ports: [{ name: http, port: 80 }, { name: metrics, port: 9090 }]
`)}---
${ingress(`
    service:
      name: web
      port: { name: htpp }
      #             ^^^^
`)}`,
        fixed: `${bareService(`
  selector: { app: web }
  ports: [{ name: http, port: 80 }, { name: metrics, port: 9090 }]
`)}---
${ingress(`
    service:
      name: web
      port: { name: http }
`)}`,
      },
      {
        title: 'A webhook without a port asks for 443',
        text: `apiVersion: v1
kind: Service
metadata: { name: hook, namespace: shop }
spec:
  selector: { app: hook }
  ports: [{ port: 8443 }]
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
        fixed: `apiVersion: v1
kind: Service
metadata: { name: hook, namespace: shop }
spec:
  selector: { app: hook }
  ports: [{ port: 8443 }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: hook }
webhooks:
  - name: hook.example.org
    clientConfig:
      service:
        namespace: shop
        name: hook
        port: 8443
`,
      },
    ],
    good: [
      {
        text: `${bareService(`
  selector: { app: web }
  ports: [{ name: http, port: 80, targetPort: 8080 }]
`)}---
${ingress(`
    service:
      name: web
      port: { number: 80 }
`)}`,
      },
    ],
  },
});

function missing(context: Context, { asked, service }: PortRequest): Draft {
  const wanted = asked.value;
  const behind = service.ports.find(port => targetPortOf(port) === wanted);
  const known = waysToAsk(service.ports, asked);
  const meant = behind && typeof wanted === 'number' ? behind.port : nearest(String(wanted), known.map(String));
  const first = known.find(port => String(port) === String(meant));
  const suggestions = first === undefined ? known : [first, ...known.filter(port => port !== first)];
  const numbers = service.ports.flatMap(port => port.port ?? []);
  const has = known.length
    ? `has only ${anyOf(known)}`
    : numbers.length
      ? `has no names for its ports (${anyOf(numbers)})`
      : 'has no ports';
  const why = behind
    ? ` ${wanted} is the port of the containers behind its port ${behind.port ?? quote(behind.name ?? '')}.`
    : '';
  const advice = first === undefined ? (known.length ? '' : ' Use a number.') : ` Use ${first}.`;
  const isUnused = isWeightless(context.node, asked.path);
  const consequence = isUnused ? 'it gets no requests while its weight is 0' : consequenceFor(context.object);
  return {
    path: asked.path,
    message: `${describe(context.object)} references port ${quote(wanted)} of ${describe(service)}, which ${has}: ${consequence}.${why}${advice}`,
    related: [locationOf(context, service, ['spec', 'ports'], 'the ports of the Service')],
    suggestions: suggestions.slice(0, 4),
    ...(isUnused ? weightless : {}),
  };
}
