import type { PodSource } from '../../cluster/clusterIndex.ts';
import type { ServicePortSpec } from '../../cluster/objects.ts';
import { mayBeSame } from '../../cluster/unknownValues.ts';
import { nodeAt } from '../../yaml/manifestNode.ts';
import { declaredContainerPorts, isAmbiguous, locationOf } from '../crossObject.ts';
import { type Draft, defineRule, type RuleContext } from '../defineRule.ts';
import { portLabel } from '../drafts.ts';
import { deployment, service } from '../examples.ts';
import { firstThen, insertion, replacement, useSuggestion } from '../fixes.ts';
import { podsFor } from '../missing.ts';
import { nearest } from '../nearest.ts';
import { describe, isExternalName, protocolOf, quote } from '../serviceFacts.ts';

export const targetPortNameUnresolved = defineRule({
  id: 'target-port-name-unresolved',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'dropped',
  meets: 'pods',
  summary: 'A named targetPort that no selected container has.',
  rationale: `A targetPort given by name is looked up in each selected pod, among container ports of the same name and the same protocol. A pod
without it is left out for that port; where no pod has it, the port has no endpoints at all and connections are refused.`,
  *check(context) {
    const { object: service, cluster } = context;
    if (isExternalName(service) || isAmbiguous(cluster, service)) return;
    const selected = cluster.selected(service.namespace, service.selector);
    if (selected.length === 0) return;
    for (const [i, port] of service.ports.entries()) {
      if (typeof port.targetPort !== 'string' || port.targetPort === '') continue;
      const lacking = selected.filter(source => !resolves(source, port));
      if (lacking.length === 0) continue;
      yield unresolved(context, port, i, { lacking, selected });
    }
  },
  fixes: firstThen(changeProtocol, useSuggestion()),
  examples: {
    bad: [
      {
        text: `${service(`
  ports:
    - port: 80
      targetPort: htpp
      #           ^^^^
`)}---
${deployment('{ app: web }', '[{ name: http, containerPort: 8080 }, { name: metrics, containerPort: 9090 }]')}`,
        fixed: `${service(`
  ports:
    - port: 80
      targetPort: http
`)}---
${deployment('{ app: web }', '[{ name: http, containerPort: 8080 }, { name: metrics, containerPort: 9090 }]')}`,
      },
      {
        title: 'The protocol counts as well',
        text: `${service(`
  ports:
    - port: 53
      protocol: UDP
      targetPort: dns
      #           ^^^
`)}---
${deployment('{ app: web }', '[{ name: dns, containerPort: 53 }]')}`,
      },
      {
        title: 'Without protocol a Service port is TCP',
        text: `${service(`
  ports:
    - port: 123
      targetPort: ntp
      #           ^^^
`)}---
${deployment('{ app: web }', '[{ name: ntp, containerPort: 123, protocol: UDP }]')}`,
        fixed: `${service(`
  ports:
    - port: 123
      targetPort: ntp
      protocol: UDP
`)}---
${deployment('{ app: web }', '[{ name: ntp, containerPort: 123, protocol: UDP }]')}`,
      },
    ],
    good: [
      {
        text: `${service(`
  ports: [{ port: 80, targetPort: http }]
`)}---
${deployment('{ app: web }', '[{ name: http, containerPort: 8080 }]')}`,
      },
    ],
  },
});

/** The protocol of the container port, where it alone differs. */
function changeProtocol({ path }: Draft, context: RuleContext<'Service'>) {
  const { object: service, cluster, node } = context;
  const port = service.ports[Number(path[2])];
  const selected = cluster.selected(service.namespace, service.selector);
  const named = selected.flatMap(declaredContainerPorts).filter(p => p.name === port?.targetPort);
  const [protocol, ...others] = new Set(named.map(p => p.protocol));
  const isTaken = service.ports.some(p => p !== port && p.port === port?.port && protocolOf(p) === protocol);
  if (protocol === undefined || others.length > 0 || isTaken) return [];
  const at = [...path.slice(0, -1), 'protocol'];
  return nodeAt(node, at)
    ? replacement(context, at, protocol, { title: `Change protocol to ${protocol}` })
    : insertion(context, at, protocol, { title: `Add protocol: ${protocol}` });
}

function resolves(source: PodSource, port: ServicePortSpec): boolean {
  const wanted = String(port.targetPort);
  return declaredContainerPorts(source).some(
    p => p.name !== undefined && mayBeSame(p.name, wanted) && mayBeSame(p.protocol, protocolOf(port)),
  );
}

interface Matches {
  readonly lacking: readonly PodSource[];
  readonly selected: readonly PodSource[];
}

function unresolved(
  context: RuleContext<'Service'>,
  port: ServicePortSpec,
  index: number,
  { lacking, selected }: Matches,
): Draft {
  const wanted = String(port.targetPort);
  const declared = lacking.flatMap(declaredContainerPorts);
  const usable = declared.filter(p => p.protocol === protocolOf(port) && p.name);
  const names = [...new Set(usable.map(p => p.name!))];
  const near = nearest(wanted, names);
  const suggestions = near ? [near, ...names.filter(name => name !== near)] : names;
  const otherProtocol = declared.find(p => p.name === wanted);
  const why = otherProtocol
    ? `has it for ${otherProtocol.protocol} only, not for ${protocolOf(port)}`
    : names.length > 0
      ? `has only ${names.join(', ')}`
      : `names no ${protocolOf(port)} port`;
  const advice = otherProtocol
    ? ` Write one protocol in both.`
    : near
      ? ` Write ${near}.`
      : ' Write the name of a container port, or its number.';
  const pods = describe(lacking[0]!.object);
  const isNone = lacking.length === selected.length;
  // Pods that are not seen here may have it; these lack it all the same.
  const isAll = isNone && context.cluster.gapsFor(podsFor(context.object)).length === 0;
  const consequence = isAll ? 'the port has no endpoints and connections are refused' : 'these pods are left out';
  const related = lacking
    .slice(0, 3)
    .map(({ object, pod }) =>
      locationOf(context, object, [...(pod.containers[0]?.path ?? []), 'ports'], 'the ports of its container'),
    );
  return {
    path: ['spec', 'ports', index, 'targetPort'],
    message: `${describe(context.object)} maps ${portLabel(port, index)} to the container port ${quote(wanted)}, but ${pods} ${why}: ${consequence}.${advice}`,
    related,
    suggestions: suggestions.slice(0, 4),
    ...(isNone ? {} : { verdict: 'advice', severity: 'information' }),
  };
}
