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
  summary: 'The prefix for a generated name breaks the rules for names.',
  rationale: `The API server appends random letters to \`generateName\`, so it must be the beginning of a valid name; a final hyphen is fine. The server names the prefix
and the generated name.`,
  *check({ object, node, settings }) {
    const value = nodeAt(node, ['metadata', 'generateName']);
    const prefix = value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : '';
    const isLabel = settings.kubernetesMinor >= 36 ? isDnsLabel : isDns1035Label;
    const isName = object.kind === 'Service' ? isLabel : isDnsSubdomain;
    // The server judges the prefix with a letter in place of its last two characters where it ends in a hyphen, then
    // the name that it makes of its first 58 characters.
    const isBad = prefix !== '' && !isName(prefix.replace(/^(.*).-$/s, '$1a'));
    const isNameBad = prefix !== '' && !object.name && !isName(`${prefix.slice(0, 58)}x2b4c`);
    if (!isBad && !isNameBad) return;
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
    if (isBad) yield draft;
    if (isNameBad) yield { ...draft, field: 'metadata.name' };
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
      {
        title: 'Two hyphens at the end',
        text: serviceWith(`
  generateName: web--
`),
      },
    ],
  },
});
