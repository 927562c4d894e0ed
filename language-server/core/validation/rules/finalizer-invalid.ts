import { nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
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
  assumes: 'document',
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
