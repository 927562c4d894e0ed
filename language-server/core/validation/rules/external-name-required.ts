import { defineRule } from '../defineRule.ts';
import { required } from '../drafts.ts';
import { bareService } from '../examples.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

export const externalNameRequired = defineRule({
  id: 'external-name-required',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'An ExternalName Service without the name that it is an alias of.',
  rationale: `The Service is a DNS alias, so it needs the name that it leads to. A lone dot counts as empty.`,
  *check({ object: service }) {
    if (!isExternalName(service) || (service.externalName ?? '').replace(/\.$/, '') !== '') return;
    const message = `${describe(service)} is of type ExternalName but has no externalName: the API server refuses it. Add the DNS name that it is an alias of.`;
    yield required(['spec', 'externalName'], message);
  },
  examples: {
    bad: [
      {
        text: bareService(`
#<<< Required spec.externalName
  type: ExternalName
`),
      },
    ],
    good: [
      {
        text: bareService(`
  type: ExternalName
  externalName: db.example.com.
`),
      },
    ],
  },
});
