import type { KubernetesObject, Service, ServiceReference } from '../../cluster/objects.ts';
import { serviceReferencesOf } from '../../cluster/references.ts';
import { isUnknownName, mayBeSame } from '../../cluster/unknownValues.ts';
import { consequenceFor, isWeightless, weightless } from '../backends.ts';
import { isInSameFile, ownNamespaceServices } from '../crossObject.ts';
import { type Draft, defineRule, type RuleContext } from '../defineRule.ts';
import { bareService, ingress, statefulSet } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { serviceNamed } from '../missing.ts';
import { nearestName } from '../nearest.ts';
import { describe, quote } from '../serviceFacts.ts';

type Context = RuleContext<'Other' | 'StatefulSet'>;

export const backendServiceNotFound = defineRule({
  id: 'backend-service-not-found',
  kinds: ['Other', 'StatefulSet'],
  severity: 'warning',
  verdict: 'dropped',
  seeks: 'a Service with that name',
  summary: 'A reference to a Service that does not exist.',
  rationale: `Ingresses, routes of the Gateway API, webhooks, APIServices and StatefulSets reference Services by name, and the API server accepts any
name: the requests fail later. The finding is a warning where the name is a typo of a Service's, and steps down where the Service may
come from elsewhere. There is none where the workspace holds no Service of that namespace, nor any of that name.`,
  *check(context) {
    for (const reference of serviceReferencesOf(context.object)) {
      const { namespace, name } = reference;
      // The API server makes this one itself.
      const isOwn = namespace === 'default' && name === 'kubernetes';
      if (isOwn || context.cluster.servicesNamed(reference).length > 0) continue;
      yield* missing(context, reference);
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: `${bareService(`
  selector: { app: web }
  ports: [{ port: 80 }]
`)}---
${ingress(`
    service:
      name: wbe
      #     ^^^
      port: { number: 80 }
`)}`,
        fixed: `${bareService(`
  selector: { app: web }
  ports: [{ port: 80 }]
`)}---
${ingress(`
    service:
      name: web
      port: { number: 80 }
`)}`,
      },
      {
        title: 'The governing Service of a StatefulSet',
        text: `${bareService(`
  clusterIP: None
  selector: { app: db }
`)}---
${statefulSet('wbe')}
  #            ^^^
`,
      },
      {
        title: 'An Ingress reaches Services of its own namespace only',
        text: `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  ports: [{ port: 80 }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: edge }
spec:
  defaultBackend:
    service:
      name: web
      #     ^^^
      port: { number: 80 }
`,
      },
    ],
    good: [
      {
        title: 'Routes can name another namespace',
        text: `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  selector: { app: web }
  ports: [{ port: 80 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: front, namespace: edge }
spec:
  rules:
    - backendRefs: [{ name: web, namespace: shop, port: 80 }]
`,
      },
      {
        title: 'A Service without a namespace can be applied to any',
        text: `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports: [{ port: 80 }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: edge }
spec:
  defaultBackend:
    service:
      name: web
      port: { number: 80 }
`,
      },
      {
        title: 'Nothing is known of the namespace',
        text: ingress(`
    service:
      name: web
      port: { number: 80 }
`),
      },
    ],
  },
});

function* missing(context: Context, reference: ServiceReference): Iterable<Draft> {
  const { object, cluster } = context;
  const { namespace, name, path } = reference;
  const sameName = cluster.model.services.filter(service => service.name === name);
  if (sameName.some(service => mayBeMeant(service, object, reference))) return;
  if (isUnknownName(namespace) || cluster.model.services.some(service => mayBecome(service, reference))) return;
  const candidates = ownNamespaceServices(cluster, namespace).filter(service => service.name);
  const near = nearestName(
    name,
    candidates.map(service => service.name),
  );
  const elsewhere = sameName[0];
  if (candidates.length === 0 && !elsewhere) return;
  const isNeighbour = candidates.some(service => isInSameFile(service, object));
  const advice = near
    ? ` Did you mean ${quote(near)}?`
    : elsewhere
      ? ` ${describe(elsewhere)} is in another namespace.`
      : ' Create it, unless something outside these files does.';
  const isUnused = isWeightless(context.node, path);
  const consequence = isUnused ? 'it gets no requests while its weight is 0' : consequenceFor(object);
  yield {
    path,
    message: `${describe(object)} references Service ${quote(name)}, which does not exist in namespace ${namespace}: ${consequence}.${advice}`,
    suggestions: near ? [near] : [],
    seeks: { ...serviceNamed(reference), ...(near ? { evidence: candidates.filter(s => s.name === near) } : {}) },
    ...(near ? {} : { verdict: 'advice', severity: elsewhere || isNeighbour ? 'information' : 'hint' }),
    ...(isUnused ? weightless : {}),
  };
}

/** The name or the namespace of the Service is filled in by another tool. */
function mayBecome(service: Service, reference: ServiceReference): boolean {
  const isOpen = isUnknownName(service.name) || isUnknownName(service.namespace);
  const isAnyNamespace = service.declaredNamespace === undefined;
  const isInReach = isAnyNamespace || mayBeSame(service.namespace, reference.namespace);
  return isOpen && isInReach && mayBeSame(service.name, reference.name);
}

/** An object without a namespace is applied to whichever one is chosen then. */
function mayBeMeant(service: Service, object: KubernetesObject, { namespace }: ServiceReference): boolean {
  const isOwnNamespace = namespace === object.namespace;
  return service.declaredNamespace === undefined || (isOwnNamespace && object.declaredNamespace === undefined);
}
