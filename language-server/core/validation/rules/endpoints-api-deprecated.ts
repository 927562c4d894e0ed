import { defineRule } from '../defineRule.ts';
import { endpointSlice } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const endpointsApiDeprecated = defineRule({
  id: 'endpoints-api-deprecated',
  kinds: ['Endpoints'],
  severity: 'warning',
  verdict: 'warned',
  since: '1.33',
  summary: 'v1 Endpoints are deprecated.',
  rationale: `EndpointSlice took the place of Endpoints; current proxies read EndpointSlices only, and a controller mirrors hand-made Endpoints of Services without selector into them. The
API server warns on every request since 1.33.`,
  *check({ object, settings }) {
    if (settings.kubernetesMinor < 33) return;
    const message = `${describe(object)} use an API that is deprecated since 1.33: the API server warns of it. Write an EndpointSlice (discovery.k8s.io/v1) with the label kubernetes.io/service-name.`;
    yield { path: ['kind'], field: null, message, tag: 'deprecated' };
  },
  examples: {
    bad: [
      {
        text: `apiVersion: v1
kind: Endpoints
#     ^^^^^^^^^
metadata: { name: web }
`,
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
`),
      },
    ],
  },
});
