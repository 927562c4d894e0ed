import { defineRule } from '../defineRule.ts';
import { forbidden } from '../drafts.ts';
import { bareService } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, isExternalName } from '../serviceFacts.ts';

export const externalNameIpFamiliesForbidden = defineRule({
  id: 'external-name-ip-families-forbidden',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: 'An ExternalName Service with IP families.',
  rationale: `A DNS alias has no address of its own, so \`ipFamilies\` and \`ipFamilyPolicy\` are refused.`,
  *check({ object: service }) {
    if (!isExternalName(service)) return;
    const message = `${describe(service)} is a DNS alias (ExternalName) without addresses: the API server refuses IP families. Remove the field.`;
    if (service.ipFamilies?.length) yield forbidden(['spec', 'ipFamilies'], message);
    if (service.ipFamilyPolicy !== undefined) yield forbidden(['spec', 'ipFamilyPolicy'], message);
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: bareService(`
  type: ExternalName
  externalName: db.example.com
  ipFamilies: [IPv4]
  #<<<<<<<<< Forbidden spec.ipFamilies
  ipFamilyPolicy: SingleStack
  #               ^^^^^^^^^^^ Forbidden spec.ipFamilyPolicy
`),
        fixed: bareService(`
  type: ExternalName
  externalName: db.example.com
  ipFamilyPolicy: SingleStack
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
