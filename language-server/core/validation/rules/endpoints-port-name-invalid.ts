import { defineRule } from '../defineRule.ts';
import { subsetPorts } from '../drafts.ts';
import { endpoints } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { invalidPortNames } from '../twins.ts';

export const endpointsPortNameInvalid = defineRule({
  id: 'endpoints-port-name-invalid',
  kinds: ['Endpoints'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A port name is not a DNS label.',
  rationale: `Up to 63 lower-case letters, digits and hyphens, as in the Service.`,
  check: ({ object }) => invalidPortNames(object, subsetPorts(object)),
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ name: Web_UI, port: 80 }]
    #               ^^^^^^ Invalid subsets[0].ports[0].name
`),
        fixed: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ name: web-ui, port: 80 }]
`),
      },
    ],
    good: [
      {
        text: endpoints(`
subsets:
  - addresses: [{ ip: 192.0.2.7 }]
    ports: [{ name: web-ui, port: 80 }]
`),
      },
    ],
  },
});
