import type { Workload } from '../../cluster/objects.ts';
import { isAmbiguous, locationOf } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
import { deployment, service } from '../examples.ts';
import { describe, hasSelector, isExternalName } from '../serviceFacts.ts';

export const selectorTooBroad = defineRule({
  id: 'selector-too-broad',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  assumes: 'document',
  summary: 'The selector matches the pods of several workloads.',
  rationale: `All pods that carry the selector's labels become endpoints, whatever made them. That is how canaries and blue-green deployments work;
where it is not meant, requests go to the wrong program now and then.`,
  *check(context) {
    const { object: service, cluster } = context;
    if (!hasSelector(service) || isExternalName(service) || isAmbiguous(cluster, service)) return;
    const selected = cluster.selected(service.namespace, service.selector).map(source => source.object);
    const workloads = [
      ...new Map(selected.filter(o => o.kind !== 'Pod' && o.kind !== 'Job').map(o => [describe(o), o])).values(),
    ];
    const images = new Set(workloads.map(o => portsText(o as Workload)));
    // Workloads with the same ports are most likely versions of one program.
    if (workloads.length < 2 || images.size < 2) return;
    const names = workloads.slice(0, 4).map(describe).join(', ');
    const message = `${describe(service)} selects the pods of ${workloads.length} workloads (${names}), which open different ports: requests go to all of them. Add a label that only one has, if that is not meant.`;
    const related = workloads
      .slice(0, 4)
      .map(o => locationOf(context, o, (o as Workload).pod.labelsPath, 'selected too'));
    yield { path: ['spec', 'selector'], message, related };
  },
  examples: {
    bad: [
      {
        text: `${service(`
  ports: [{ port: 80 }]
`).replace('  selector:\n', '  selector:\n  #<<<<<<<\n')}---
${deployment('{ app: web }', '[{ containerPort: 80 }]')}---
${deployment('{ app: web, part: db }', '[{ containerPort: 5432 }]').replace('name: web\nspec', 'name: db\nspec')}`,
      },
    ],
    good: [
      {
        title: 'Two versions of one program',
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
${deployment('{ app: web }', '[{ containerPort: 80 }]')}---
${deployment('{ app: web, track: canary }', '[{ containerPort: 80 }]').replace('name: web\nspec', 'name: canary\nspec')}`,
      },
    ],
  },
});

function portsText(workload: Workload): string {
  const ports = workload.pod.containers.flatMap(c => c.ports.map(p => p.containerPort ?? 0));
  return ports.sort((a, b) => a - b).join(',');
}
