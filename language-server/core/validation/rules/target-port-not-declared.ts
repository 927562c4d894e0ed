import type { PodSource } from '../../cluster/clusterIndex.ts';
import type { ServicePortSpec } from '../../cluster/objects.ts';
import { declaredContainerPorts, isAmbiguous } from '../crossObject.ts';
import { type Draft, defineRule, type RuleContext } from '../defineRule.ts';
import { portLabel } from '../drafts.ts';
import { deployment, service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { anyOf, describe, isExternalName, protocolOf, targetPortOf } from '../serviceFacts.ts';

export const targetPortNotDeclared = defineRule({
  id: 'target-port-not-declared',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  meets: 'pods',
  summary: 'A numeric targetPort that selected containers do not declare.',
  rationale: `\`containerPort\` is informational: a program may listen on any port. But where containers declare ports and this number is not among them, it is
often mistyped, and then the pod refuses connections. Where some of the selected workloads declare it and others declare only other ports, the Service
probably selects too much, and a part of its connections fails. Ports that a probe asks for count as declared.`,
  *check(context) {
    const { object: service, cluster } = context;
    if (isExternalName(service) || isAmbiguous(cluster, service)) return;
    // Containers that declare nothing may listen anywhere.
    const selected = cluster
      .selected(service.namespace, service.selector)
      .filter(source => declaredContainerPorts(source).length > 0);
    for (const [i, port] of service.ports.entries()) {
      const target = targetPortOf(port);
      if (typeof target !== 'number') continue;
      const lacking = selected.filter(source => !isKnownPort(source, target));
      if (lacking.length > 0) yield notDeclared(context, port, i, { target, lacking, selected });
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: `${service(`
  ports:
    - port: 80
      targetPort: 8008
      #           ^^^^
`)}---
${deployment('{ app: web }', '[{ containerPort: 8080 }]')}`,
        fixed: `${service(`
  ports:
    - port: 80
      targetPort: 8080
`)}---
${deployment('{ app: web }', '[{ containerPort: 8080 }]')}`,
      },
      {
        title: 'One of several workloads',
        text: `${service(`
  ports:
    - port: 80
      targetPort: 8080
      #           ^^^^
`)}---
${deployment('{ app: web }', '[{ containerPort: 8080 }]')}---
${deployment('{ app: web, part: db }', '[{ containerPort: 5432 }]').replace('name: web\nspec', 'name: db\nspec')}`,
      },
    ],
    good: [
      {
        title: 'A probe asks for it',
        text: `${service(`
  ports: [{ port: 80, targetPort: 8081 }]
`)}---
${deployment('{ app: web }', '[{ containerPort: 9443 }]').trimEnd()}
          readinessProbe: { httpGet: { path: /readyz, port: 8081 } }
`,
      },
      {
        text: `${service(`
  ports: [{ port: 80, targetPort: 8080 }]
`)}---
${deployment('{ app: web }', '[{ containerPort: 8080 }]')}`,
      },
      {
        title: 'Containers that declare nothing',
        text: `${service(`
  ports: [{ port: 80, targetPort: 8080 }]
`)}---
${deployment('{ app: web }', '[]')}`,
      },
    ],
  },
});

/** Declared for another protocol is another finding; a number that another tool fills in may be this one. */
function isKnownPort(source: PodSource, port: number): boolean {
  const isProbed = source.pod.containers.some(({ probes }) => probes.some(({ value }) => value === port));
  const declared = declaredContainerPorts(source);
  return isProbed || declared.some(({ containerPort }) => containerPort === port || containerPort === undefined);
}

interface Lack {
  readonly target: number;
  readonly lacking: readonly PodSource[];
  readonly selected: readonly PodSource[];
}

function notDeclared(
  { object: service }: RuleContext<'Service'>,
  port: ServicePortSpec,
  index: number,
  { target, lacking, selected }: Lack,
): Draft {
  const protocol = protocolOf(port);
  const declared = lacking.flatMap(declaredContainerPorts).filter(p => p.protocol === protocol);
  const known = [...new Set(declared.flatMap(p => p.containerPort ?? []))];
  const what = known.length ? `declare only ${anyOf(known)}` : `declare no ${protocol} port`;
  const isPartial = lacking.length < selected.length;
  const consequence = isPartial
    ? `Unless they listen on ${target} too, a part of the connections is refused: narrow the selector.`
    : `Unless a program listens on ${target} too, connections are refused.`;
  return {
    path: ['spec', 'ports', index, port.targetPort ? 'targetPort' : 'port'],
    message: `${describe(service)} sends ${portLabel(port, index)} to ${target}, but the containers of ${describe(lacking[0]!.object)} ${what}. ${consequence}`,
    suggestions: port.targetPort && !isPartial ? known.slice(0, 3) : [],
    ...(isPartial ? { severity: 'information' } : {}),
  };
}
