import { defineRule } from '../defineRule.ts';
import { bareService, service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, isExternalName, typeOf } from '../serviceFacts.ts';

export const externalNameIgnored = defineRule({
  id: 'external-name-ignored',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'warned',
  summary: 'externalName on a Service of another type has no effect.',
  rationale: `Only the type ExternalName reads the field. The API server (1.36) warns and looks at the content no further.`,
  *check({ object: service }) {
    if (!service.externalName || isExternalName(service)) return;
    const message = `${describe(service)} is of type ${typeOf(service)}, so externalName has no effect; the API server warns of it. Remove it, or set type: ExternalName.`;
    yield { path: ['spec', 'externalName'], message, tag: 'unnecessary' };
  },
  fixes: removeIt({ safe: true }),
  examples: {
    bad: [
      {
        text: service(`
  externalName: db.example.com
  #             ^^^^^^^^^^^^^^
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: bareService(`
  type: ExternalName
  externalName: db.example.com
`),
      },
    ],
  },
});
