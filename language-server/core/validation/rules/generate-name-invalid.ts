import { nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { invalidName } from '../drafts.ts';
import { serviceWith } from '../examples.ts';
import { useSuggestion } from '../fixes.ts';
import { isDns1035Label, isDnsLabel, isDnsSubdomain, toDnsLabel, toDnsSubdomain } from '../names.ts';

export const generateNameInvalid = defineRule({
  id: 'generate-name-invalid',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  assumes: 'document',
  summary: 'The prefix for a generated name breaks the rules for names.',
  rationale: `The API server appends random letters to \`generateName\`, so it must be the beginning of a valid name; a final hyphen is fine. The server names the prefix
and the generated name.`,
  *check({ object, node, settings }) {
    const value = nodeAt(node, ['metadata', 'generateName']);
    const prefix = value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : '';
    const name = `${prefix.replace(/-$/, '')}x`;
    const isLabel = settings.kubernetesMinor >= 36 ? isDnsLabel : isDns1035Label;
    if (!prefix || (object.kind === 'Service' ? isLabel(name.slice(-63)) : isDnsSubdomain(name.slice(-253)))) return;
    const suggestion = object.kind === 'Service' ? toDnsLabel(prefix) : toDnsSubdomain(prefix);
    const alphabet = 'lower-case letters, digits and hyphens, as names are';
    const path = ['metadata', 'generateName'];
    const draft = invalidName(
      `generateName of this ${object.kind}`,
      path,
      prefix,
      alphabet,
      suggestion && `${suggestion}-`,
    );
    yield draft;
    if (!object.name) yield { ...draft, field: 'metadata.name' };
  },
  fixes: useSuggestion(),
  examples: {
    bad: [
      {
        text: serviceWith(`
  generateName: Web-
  #             ^^^^ Invalid metadata.generateName
  #             ^^^^ Invalid metadata.name
`),
        fixed: serviceWith(`
  generateName: web-
`),
      },
    ],
    good: [
      {
        text: serviceWith(`
  generateName: web-
`),
      },
    ],
  },
});
