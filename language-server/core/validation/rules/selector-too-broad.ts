import { printFraction } from '../../base/fraction.ts';
import { type KubernetesObject, kindOf } from '../../cluster/objects.ts';
import { selectionShares, type TrafficShare } from '../../cluster/selectionShares.ts';
import { isAmbiguous, locationOf } from '../crossObject.ts';
import { defineRule } from '../defineRule.ts';
import { deployment, job, service } from '../examples.ts';
import { describe, hasSelector, isExternalName } from '../serviceFacts.ts';

const shown = 4;

export const selectorTooBroad = defineRule({
  id: 'selector-too-broad',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  summary: 'The selector matches the pods of several workloads.',
  rationale: `All pods that carry the selector's labels become endpoints, whatever made them, and each pod gets the same share of the
connections. That is how canaries and blue-green deployments work; where it is not intended, some requests reach the wrong program.
The pods of a Job get requests as long as it runs.`,
  *check(context) {
    const { object: service, cluster } = context;
    const [port] = service.ports;
    if (!port || !hasSelector(service) || isExternalName(service) || isAmbiguous(cluster, service)) return;
    // Most Services select one workload; only others need a look at who made which pod in the whole cluster.
    const [first, ...others] = cluster.selected(service.namespace, service.selector);
    if (others.length === 0 && !first?.object.owner) return;
    // Pods of examples next door that happen to carry the labels share nothing.
    if (![first, ...others].some(source => source && context.relationTo(source.object.source.file) === 'one')) return;
    const shares = selectionShares(service, port, cluster);
    const hasJob = shares.some(({ temporary }) => temporary);
    // Pods written one by one, with nothing else beside them, are one program.
    const hasWorkload = shares.some(({ maker }) => maker.kind !== 'Pod');
    if (shares.length < 2 || !(hasJob || hasWorkload)) return;
    const related = shares.slice(0, shown).flatMap(({ maker }) => {
      return 'pod' in maker ? [locationOf(context, maker, maker.pod.labelsPath, 'selected too')] : [];
    });
    const severity = hasJob ? ('information' as const) : undefined;
    yield { path: ['spec', 'selector'], message: messageOf(service, shares), related, severity };
  },
  examples: {
    bad: [
      {
        title: 'Two workloads',
        text: `${service(`
  ports: [{ port: 80 }]
`).replace('  selector:\n', '  selector:\n  #<<<<<<<\n')}---
${deployment('{ app: web }', '[{ containerPort: 80 }]')}---
${deployment('{ app: web, part: db }', '[{ containerPort: 5432 }]').replace('name: web\nspec', 'name: db\nspec')}`,
      },
      {
        title: "A Job's pods",
        text: `${service(`
  ports: [{ port: 80 }]
`).replace('  selector:\n', '  selector:\n  #<<<<<<<\n')}---
${deployment('{ app: web }', '[{ containerPort: 80 }]')}---
${job('{ app: web }')}`,
      },
    ],
    good: [
      {
        title: 'A Job alone',
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
${job('{ app: web }')}`,
      },
      {
        text: `${service(`
  ports: [{ port: 80 }]
`)}---
${deployment('{ app: web }', '[{ containerPort: 80 }]')}---
${deployment('{ app: db }', '[{ containerPort: 5432 }]').replace('name: web\nspec', 'name: db\nspec')}`,
      },
    ],
  },
});

function messageOf(service: KubernetesObject, shares: readonly TrafficShare[]): string {
  const parts = shares.slice(0, shown).map(({ maker, share, temporary }) => {
    return `${'source' in maker ? kindOf(maker) : maker.kind} ${maker.name} ${printFraction(share)}${temporary ? ' while it runs' : ''}`;
  });
  const more = shares.length > shown ? ` and ${shares.length - shown} more` : '';
  return `${describe(service)} shares its traffic among all pods that it selects: ${parts.join(', ')}${more}. If that is not intended, add a label to the selector that only the right pods have.`;
}
