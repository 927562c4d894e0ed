import { defineRule } from '../defineRule.ts';
import { invalidName } from '../drafts.ts';
import { bareService } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { isDnsSubdomain, toDnsSubdomain } from '../names.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

export const externalNameInvalid = defineRule({
  id: 'external-name-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'externalName is not a DNS name.',
  rationale: `Only a lower-case DNS name fits into the DNS answer: no scheme, port, path, underscore, capital or wildcard. One final dot is fine.`,
  *check({ object: service }) {
    const name = (service.externalName ?? '').replace(/\.$/, '');
    if (!isExternalName(service) || name === '' || isDnsSubdomain(name)) return;
    const bare = name.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').split(/[:/]/)[0]!;
    const alphabet = 'a lower-case DNS name, without scheme, port or path';
    const subject = `externalName of ${describe(service)}`;
    yield invalidName(subject, ['spec', 'externalName'], service.externalName!, alphabet, toDnsSubdomain(bare));
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: bareService(`
  type: ExternalName
  externalName: https://DB.example.com:8443/x
  #             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Invalid spec.externalName
`),
        fixed: bareService(`
  type: ExternalName
  externalName: db.example.com
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
