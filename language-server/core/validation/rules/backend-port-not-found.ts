import type { IntOrString, Service, ServiceReference } from '../../cluster/objects.ts';
import { isPortAskedFor, serviceReferencesOf } from '../../cluster/references.ts';
import { locationOf } from '../crossObject.ts';
import { type Draft, defineRule, type RuleContext } from '../defineRule.ts';
import { bareService, ingress } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { nearest } from '../nearest.ts';
import { anyOf, describe, isExternalName, quote, targetPortOf } from '../serviceFacts.ts';
import { consequenceFor } from './backend-service-not-found.ts';

type Context = RuleContext<'Other'>;

export const backendPortNotFound = defineRule({
  id: 'backend-port-not-found',
  kinds: ['Other'],
  severity: 'warning',
  verdict: 'dropped',
  assumes: 'namespace-complete',
  summary: 'A reference to a port that the Service does not have.',
  rationale: `Whatever sends traffic to a Service names one of the Service's own ports, never the port of a container behind it. Nobody checks that
when the object is applied; requests to a port that the Service does not have fail.`,
  *check(context) {
    for (const reference of serviceReferencesOf(context.object)) {
      const services = context.cluster.servicesNamed(reference);
      const wanted = wantedPort(reference);
      if (wanted === undefined || services.length === 0 || services.some(isExternalName)) continue;
      const ports = services.flatMap(service => service.ports);
      if (ports.some(port => isPortAskedFor(port, wanted))) continue;
      yield missing(context, { reference, wanted, service: services.at(-1)! });
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

/** Undefined where a name stands in place of a number or the other way round: that is refused for its type. */
function wantedPort({ servicePort }: ServiceReference): IntOrString | undefined {
  const isName = servicePort?.path.at(-1) === 'name';
  return servicePort && (typeof servicePort.value === 'string') === isName ? servicePort.value : undefined;
}

interface Missing {
  readonly reference: ServiceReference;
  readonly wanted: IntOrString;
  readonly service: Service;
}

function missing(context: Context, { reference, wanted, service }: Missing): Draft {
  const behind = service.ports.find(port => targetPortOf(port) === wanted);
  const known = service.ports.flatMap(port => (typeof wanted === 'number' ? port.port : port.name) ?? []);
  const meant = behind && typeof wanted === 'number' ? behind.port : nearest(String(wanted), known.map(String));
  const first = known.find(port => String(port) === String(meant));
  const suggestions = first === undefined ? known : [first, ...known.filter(port => port !== first)];
  const has = known.length ? `has only ${anyOf(known)}` : 'has none of that kind';
  const why = behind
    ? ` ${wanted} is the port of the containers behind its port ${behind.port ?? quote(behind.name ?? '')}.`
    : '';
  return {
    path: reference.servicePort!.path,
    message: `${describe(context.object)} asks ${describe(service)} for port ${quote(wanted)}, but it ${has}: ${consequenceFor(context.object)}.${why}`,
    related: [locationOf(context, service, ['spec', 'ports'], 'the ports of the Service')],
    suggestions: suggestions.slice(0, 4),
  };
}
