import { defineRule } from '../defineRule.ts';
import { serviceWith } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { isDnsLabel, toDnsLabel } from '../names.ts';
import { describe, quote } from '../serviceFacts.ts';

export const namespaceInvalid = defineRule({
  id: 'namespace-invalid',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The namespace is not a DNS label, so it cannot exist.',
  rationale: `Namespaces have names of up to 63 lower-case letters, digits and hyphens. With any other name the API server answers "not found".`,
  *check({ object }) {
    const { declaredNamespace } = object;
    if (!declaredNamespace || isDnsLabel(declaredNamespace)) return;
    const meant = toDnsLabel(declaredNamespace);
    const message = `${describe(object)}: a namespace cannot be named ${quote(declaredNamespace)} (lower-case letters, digits and hyphens), so the API server refuses it.${meant ? ` Use ${quote(meant)}.` : ''}`;
    yield { path: ['metadata', 'namespace'], message, ...(meant ? { suggestions: [meant] } : {}) };
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  namespace: Shop_Front
  #          ^^^^^^^^^^
`),
        fixed: serviceWith(`
  name: web
  namespace: shop-front
`),
      },
    ],
    good: [
      {
        text: serviceWith(`
  name: web
  namespace: shop
`),
      },
    ],
  },
});
