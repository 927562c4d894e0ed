import type { Endpoints, Service } from '../../cluster/objects.ts';
import { isInSameFile, ownNamespaceServices } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { bareService, endpoints } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { serviceNamed } from '../missing.ts';
import { nearestName } from '../nearest.ts';
import { describe, hasSelector, isExternalName, quote } from '../serviceFacts.ts';

export const endpointsNameMismatch = defineRule({
  id: 'endpoints-name-mismatch',
  kinds: ['Endpoints'],
  severity: 'warning',
  verdict: 'dropped',
  seeks: 'a Service with that name',
  summary: 'Endpoints without a Service of the same name.',
  rationale: `Endpoints belong to the Service of the same name in the same namespace; there is no other link. Without one nothing mirrors them into an
EndpointSlice, and kube-proxy never reads them. The finding is a warning where the name is a typo of a Service's, or where the same file
holds a Service that waits for endpoints; it steps down where the Service may come from elsewhere.`,
  *check(context) {
    const { object, cluster } = context;
    if (!object.name || cluster.servicesNamed(object).length > 0 || isLeaderElection(object)) return;
    const candidates = candidatesFor(context);
    const typo = candidates.filter(s => nearestName(object.name, [s.name]));
    const near = [...typo, ...candidates.filter(s => isInSameFile(s, object) && !typo.includes(s))];
    const advice = typo[0]
      ? `Did you mean ${quote(typo[0].name)}?`
      : near[0]
        ? `${describe(near[0])} in this file has no endpoints; Endpoints take the name of their Service.`
        : 'Create the Service, unless something outside these files does.';
    yield {
      path: ['metadata', 'name'],
      message: `${describe(object)} belong to no Service: there is no Service ${quote(object.name)} in namespace ${object.namespace}, so kube-proxy ignores them. ${advice}`,
      seeks: { ...serviceNamed(object), ...(near[0] ? { evidence: near } : {}) },
      suggestions: [...near, ...candidates.filter(s => !near.includes(s))].slice(0, 3).map(s => s.name),
      ...(near[0] ? {} : { verdict: 'advice', severity: candidates[0] ? 'information' : 'hint' }),
    };
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: `${bareService(`
  ports: [{ port: 3306 }]
`)}---
apiVersion: v1
kind: Endpoints
metadata:
  name: wbe
  #     ^^^
subsets:
  - addresses: [{ ip: 192.168.1.100 }]
    ports: [{ port: 3306 }]
`,
        fixed: `${bareService(`
  ports: [{ port: 3306 }]
`)}---
apiVersion: v1
kind: Endpoints
metadata:
  name: web
subsets:
  - addresses: [{ ip: 192.168.1.100 }]
    ports: [{ port: 3306 }]
`,
      },
    ],
    good: [
      {
        text: `${bareService(`
  ports: [{ port: 3306 }]
`)}---
${endpoints(`
subsets:
  - addresses: [{ ip: 192.168.1.100 }]
    ports: [{ port: 3306 }]
`)}`,
      },
    ],
  },
});

/** Services that wait for hand-made endpoints. */
function candidatesFor({ object, cluster }: RuleContext<'Endpoints'>): Service[] {
  return ownNamespaceServices(cluster, object.namespace).filter(
    s => !hasSelector(s) && !isExternalName(s) && cluster.endpointsNamed(s).length === 0,
  );
}

/** Old controllers kept their leader's lease in an Endpoints object. */
function isLeaderElection(object: Endpoints): boolean {
  return object.annotations['control-plane.alpha.kubernetes.io/leader'] !== undefined;
}
