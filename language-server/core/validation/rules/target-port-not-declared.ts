import { declaredContainerPorts, isAmbiguous } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
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
  summary: 'A numeric targetPort that no selected container declares.',
  rationale: `It works all the same: \`containerPort\` only informs, a program may listen on any port. But a number that the containers do not declare is often
a mistyped one, and then connections are refused by the pod.`,
  *check(context) {
    const { object: service, cluster } = context;
    if (isExternalName(service) || isAmbiguous(cluster, service)) return;
    const selected = cluster.selected(service.namespace, service.selector);
    const declared = selected.flatMap(declaredContainerPorts);
    if (selected.some(source => declaredContainerPorts(source).length === 0) || declared.length === 0) return;
    for (const [i, port] of service.ports.entries()) {
      const target = targetPortOf(port);
      if (typeof target !== 'number') continue;
      // Declared for another protocol is told of by itself; a number that another tool fills in may be this one.
      if (declared.some(p => p.containerPort === target || p.containerPort === undefined)) continue;
      const protocol = protocolOf(port);
      const known = [...new Set(declared.filter(p => p.protocol === protocol).flatMap(p => p.containerPort ?? []))];
      const what = known.length ? `declare ${anyOf(known)}` : `declare no ${protocol} port`;
      yield {
        path: ['spec', 'ports', i, port.targetPort ? 'targetPort' : 'port'],
        message: `${describe(service)} leads ${portLabel(port, i)} to ${target}, but the containers of ${describe(selected[0]!.object)} ${what}. It works only if a program listens on ${target} all the same.`,
        suggestions: port.targetPort ? known.slice(0, 3) : [],
      };
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
    ],
    good: [
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
