import { defineRule } from '../defineRule.ts';
import { duplicate } from '../drafts.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, isExternalName, quote } from '../serviceFacts.ts';

export const ipFamilyDuplicate = defineRule({
  id: 'ip-family-duplicate',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: 'An IP family is listed twice.',
  rationale: `There are two families, each may stand once.`,
  *check({ object: service }) {
    const families = service.ipFamilies ?? [];
    if (isExternalName(service)) return;
    for (const [i, family] of families.entries()) {
      if (!families.slice(0, i).includes(family)) continue;
      yield duplicate(
        ['spec', 'ipFamilies', i],
        `${describe(service)} lists ${quote(family)} twice: the API server refuses it. Remove the second.`,
      );
    }
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  ipFamilies: [IPv4, IPv4]
  #                  ^^^^ Duplicate spec.ipFamilies[1]
  ipFamilyPolicy: PreferDualStack
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ipFamilies: [IPv4]
  ipFamilyPolicy: PreferDualStack
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  ipFamilies: [IPv4]
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
