import { defineRule } from '../defineRule.ts';
import { invalidName } from '../drafts.ts';
import { endpointSlice } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { isDnsSubdomain, toDnsSubdomain } from '../names.ts';

export const nameInvalidSubdomain = defineRule({
  id: 'name-invalid-subdomain',
  kinds: ['Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The name is not a DNS subdomain.',
  rationale: `Names of Endpoints and EndpointSlices have up to 253 characters: parts of lower-case letters, digits and hyphens, separated by dots.`,
  *check({ object }) {
    if (!object.name || isDnsSubdomain(object.name)) return;
    const alphabet =
      'up to 253 lower-case letters, digits, hyphens and dots, each part starting and ending with a letter or digit';
    const subject = `The name of this ${object.kind}`;
    yield invalidName(subject, ['metadata', 'name'], object.name, alphabet, toDnsSubdomain(object.name));
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
`).replace('  name: web-1\n', '  name: web_1\n  #     ^^^^^ Invalid metadata.name\n'),
        fixed: endpointSlice(`
addressType: IPv4
endpoints: []
`),
      },
    ],
    good: [
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: []
`).replace('web-1', 'web.v1-abc12'),
      },
    ],
  },
});
