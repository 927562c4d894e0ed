import { defineRule } from '../defineRule.ts';
import { servicePorts } from '../drafts.ts';
import { service } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { invalidPortNames } from '../twins.ts';

export const portNameInvalid = defineRule({
  id: 'port-name-invalid',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A port name is not a DNS label.',
  rationale: `A Service port's name has up to 63 lower-case letters, digits and hyphens. (The limit of 15 characters is that of container port names.)`,
  check: ({ object }) => invalidPortNames(object, servicePorts(object)),
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
