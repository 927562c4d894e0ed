import { type FieldPath, keyText, type ManifestNode, type ScalarNode, sourceText } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { service, serviceWith } from '../examples.ts';
import { renaming, replacement } from '../fixes.ts';
import { describe, quote } from '../serviceFacts.ts';

export const yamlScalarForms = defineRule({
  id: 'yaml-scalar-forms',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'information',
  verdict: 'advice',
  summary: 'A number or key is written in a form that reads differently than it looks.',
  rationale: `kubectl reads YAML 1.1: \`010\` is octal 8, \`0x1F\` is 31, \`1_000\` is 1000, \`1e3\` is 1000, and a bare \`y\`, \`n\`, \`on\` or \`off\` is a boolean, also as a
key (\`n: 1\` has the key "false"). The API server gets the result and cannot tell.`,
  *check({ object, node, text }) {
    for (const { path, at, value, isKey } of surprisingScalars(node, text, [])) {
      const written = sourceText(text, at);
      const what = isKey ? `the key ${written} is read as ${quote(value)}` : `${written} is read as ${value}`;
      yield {
        path,
        range: { start: at.start, end: at.end },
        message: `${describe(object)}: ${what}. Write it so, or in quotes if text is meant.`,
        suggestions: [value],
      };
    }
  },
  fixes: (draft, context) => {
    const value = draft.suggestions?.[0];
    const words = { title: `Write ${value}`, safe: true };
    if (typeof value === 'number') return replacement(context, draft.path, value, words);
    const literal = context.text.slice(draft.range?.start, draft.range?.end);
    return renaming(context, draft.path, literal, { title: `Quote the key ${literal}` });
  },
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - port: 0120
      #     ^^^^
      targetPort: 80
`),
        fixed: service(`
  ports:
    - port: 80
      targetPort: 80
`),
      },
      {
        text: serviceWith(`
  name: web
  labels:
    no: "1"
    #<
`),
        fixed: serviceWith(`
  name: web
  labels:
    "no": "1"
`),
      },
    ],
    good: [
      {
        text: service(`
  ports: [{ port: 80, targetPort: 8080 }]
`),
      },
    ],
  },
});

interface Surprise {
  readonly path: FieldPath;
  readonly at: { readonly start: number; readonly end: number };
  readonly value: string | number;
  readonly isKey: boolean;
}

function* surprisingScalars(node: ManifestNode, text: string, path: FieldPath): Iterable<Surprise> {
  if (node.kind === 'scalar') {
    const { value } = node;
    if (
      node.style === 'plain' &&
      typeof value === 'number' &&
      Number.isSafeInteger(value) &&
      isOdd(text, node, value)
    ) {
      yield { path, at: node, value, isKey: false };
    }
    return;
  }
  if (node.kind === 'sequence') {
    for (const [i, item] of node.items.entries()) yield* surprisingScalars(item, text, [...path, i]);
    return;
  }
  for (const entry of node.entries) {
    const inner = [...path, keyText(entry)];
    if (typeof entry.key.value !== 'string' && isOdd(text, entry.key, entry.key.value)) {
      yield { path: inner, at: entry.key, value: keyText(entry), isKey: true };
    }
    yield* surprisingScalars(entry.value, text, inner);
  }
}

/** Aliases and tags are not a way to write a number. What a kustomization wrote does not stand in this text. */
function isOdd(text: string, at: ScalarNode, value: unknown): boolean {
  if (at.written !== undefined) return false;
  const written = sourceText(text, at);
  return written !== '' && written !== String(value) && !/^[*!&?]/.test(written);
}
