import { defineRule } from '../defineRule.ts';
import { invalidName } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { isDnsLabel, toDnsLabel } from '../names.ts';
import { describe } from '../serviceFacts.ts';

export const portNameInvalid = defineRule({
  id: 'port-name-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  assumes: 'document',
  summary: 'A port name is no DNS label.',
  rationale: `A Service port's name has up to 63 lower-case letters, digits and hyphens. (The limit of 15 characters is that of container port names.)`,
  *check({ object: service }) {
    for (const [i, { name }] of service.ports.entries()) {
      if (!name || isDnsLabel(name)) continue;
      const alphabet = 'up to 63 lower-case letters, digits and inner hyphens';
      yield invalidName(
        `A port name of ${describe(service)}`,
        ['spec', 'ports', i, 'name'],
        name,
        alphabet,
        toDnsLabel(name),
      );
    }
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - { name: Web_UI, port: 80 }
    #         ^^^^^^ Invalid spec.ports[0].name
`),
        fixed: service(`
  ports:
    - { name: web-ui, port: 80 }
`),
      },
    ],
    good: [
      {
        text: service(`
  ports: [{ name: a-name-that-is-longer-than-fifteen, port: 80 }]
`),
      },
    ],
  },
});
