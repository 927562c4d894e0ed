import type { KubernetesObject } from '../../cluster/objects.ts';
import { type ManifestNode, nodeAt } from '../../yaml/manifestNode.ts';
import { type Draft, defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { serviceWith } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { isQualifiedName } from '../names.ts';
import { describe, quote } from '../serviceFacts.ts';

export const finalizerInvalid = defineRule({
  id: 'finalizer-invalid',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A finalizer has no prefix or breaks the rules for keys.',
  rationale: `Finalizers are named \`prefix/name\`; without a prefix only those of Kubernetes itself are known. An object with a finalizer that nobody handles is never
deleted.`,
  *check({ object, node }) {
    const list = nodeAt(node, ['metadata', 'finalizers']);
    if (list?.kind !== 'sequence') return;
    for (const [i, item] of list.items.entries()) {
      const name = item.kind === 'scalar' ? String(item.value ?? '') : '';
      const path = ['metadata', 'finalizers', i];
      const message = `${describe(object)}: the finalizer ${quote(name)} has no valid name (prefix/name), so the API server refuses it. Remove it, or give it your domain as prefix.`;
      if (!isQualifiedName(name)) yield invalid(path, message, { field: 'metadata.finalizers' });
      if (!name.includes('/') && !wellKnown.includes(name)) yield invalid(path, message);
    }
    yield* contradiction(object, list);
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  finalizers: [cleanup, example.com/cleanup]
  #            ^^^^^^^ Invalid metadata.finalizers[0]
`),
        fixed: serviceWith(`
  name: web
  finalizers: [example.com/cleanup]
`),
      },
      {
        text: serviceWith(`
  name: web
  finalizers: [orphan, foregroundDeletion]
  #                    ^^^^^^^^^^^^^^^^^^ Invalid metadata.finalizers
`),
        fixed: serviceWith(`
  name: web
  finalizers: [orphan]
`),
      },
    ],
    good: [
      {
        text: serviceWith(`
  name: web
  finalizers: [foregroundDeletion, example.com/cleanup]
`),
      },
    ],
  },
});

const wellKnown: readonly string[] = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** What becomes of the objects that this one owns: one way or the other. */
function* contradiction(object: KubernetesObject, list: ManifestNode & { kind: 'sequence' }): Iterable<Draft> {
  const names = list.items.map(item => (item.kind === 'scalar' ? item.value : undefined));
  const index = Math.max(names.indexOf('orphan'), names.indexOf('foregroundDeletion'));
  if (!names.includes('orphan') || !names.includes('foregroundDeletion')) return;
  const message = `${describe(object)}: the finalizers orphan and foregroundDeletion contradict each other, so the API server refuses it. Remove one.`;
  yield invalid(['metadata', 'finalizers', index], message, { field: 'metadata.finalizers' });
}
