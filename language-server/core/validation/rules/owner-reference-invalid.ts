import { childOf, type ManifestNode, nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { serviceWith } from '../examples.ts';
import { removal } from '../fixes.ts';
import { describe, quote } from '../serviceFacts.ts';

export const ownerReferenceInvalid = defineRule({
  id: 'owner-reference-invalid',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An owner reference is incomplete or contradicts another.',
  rationale: `An owner is named by apiVersion, kind, name and uid, all of them; only one owner may be the controller; an Event cannot own anything. Owner references
are made by controllers: in a manifest that people write they are left over from an export.`,
  *check({ object, node }) {
    const list = nodeAt(node, ['metadata', 'ownerReferences']);
    if (list?.kind !== 'sequence') return;
    const advice = 'the API server refuses it. Remove ownerReferences: controllers write them.';
    let controllers = 0;
    for (const [i, owner] of list.items.entries()) {
      const path = ['metadata', 'ownerReferences', i];
      for (const key of ['apiVersion', 'kind', 'name', 'uid']) {
        const text = textAt(owner, key);
        if (key === 'apiVersion' ? hasVersion(text) : text) continue;
        const message = text
          ? `${describe(object)}: the ${key} ${quote(text)} of owner ${i + 1} names no version; ${advice}`
          : `${describe(object)}: owner ${i + 1} has no ${key}; ${advice}`;
        yield invalid([...path, key], message, { field: `metadata.ownerReferences.${key}` });
      }
      const isController = childOf(owner, 'controller');
      const isSecond = isController?.kind === 'scalar' && isController.value === true && controllers++ > 0;
      // Only as a kind of the core group: the Event of events.k8s.io is taken.
      const isEvent = textAt(owner, 'kind') === 'Event' && textAt(owner, 'apiVersion') === 'v1';
      if (!isEvent && !isSecond) continue;
      const what = isEvent ? 'an Event cannot own anything' : 'two owners are the controller';
      yield invalid(path, `${describe(object)}: ${what}; ${advice}`, { field: 'metadata.ownerReferences' });
    }
  },
  fixes: (_draft, context) => removal(context, ['metadata', 'ownerReferences'], { title: 'Remove ownerReferences' }),
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  ownerReferences:
    - apiVersion: apps/v1
      kind: Deployment
      name: web
      uid: ""
      #    ^^ Invalid metadata.ownerReferences.uid
`),
        fixed: serviceWith(`
  name: web
`),
      },
      {
        text: serviceWith(`
  name: web
  ownerReferences:
    - { apiVersion: apps/, kind: Deployment, name: web, uid: 1a2b }
    #               ^^^^^ Invalid metadata.ownerReferences.apiVersion
`),
        fixed: serviceWith(`
  name: web
`),
      },
      {
        text: serviceWith(`
  name: web
  ownerReferences:
    - { apiVersion: v1, kind: Event, name: web, uid: 1a2b }
    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Invalid metadata.ownerReferences
`),
      },
    ],
    good: [
      {
        text: serviceWith(`
  name: web
  ownerReferences: [{ apiVersion: events.k8s.io/v1, kind: Event, name: web, uid: 1a2b }]
`),
      },
      {
        text: serviceWith(`
  name: web
  ownerReferences: [{ apiVersion: apps/v1, kind: Deployment, name: web, uid: 1a2b }]
`),
      },
    ],
  },
});

/** "version" or "group/version" */
function hasVersion(apiVersion: string): boolean {
  const parts = apiVersion.split('/');
  return parts.length <= 2 && parts.at(-1) !== '';
}

function textAt(node: ManifestNode, key: string): string {
  const value = childOf(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : '';
}
