import { wrapInList } from '../../yaml/edits.ts';
import { type ManifestNode, nodeAt, printPath, sourceText } from '../../yaml/manifestNode.ts';
import { readPlainScalar } from '../../yaml/readScalar.ts';
import { defineRule } from '../defineRule.ts';
import { service, serviceWith } from '../examples.ts';
import type { Fix } from '../finding.ts';
import { type FixPlace, fix, replacement } from '../fixes.ts';
import { hasSchema } from '../schema.ts';
import { describe } from '../serviceFacts.ts';
import { type TypeMismatch, typeProblems } from '../typeCheck.ts';

export const fieldTypeMismatch = defineRule({
  id: 'field-type-mismatch',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  isSchemaMistake: true,
  summary: 'A value of the wrong type.',
  rationale: `The API server stops at the first value that it cannot decode and looks at nothing else, so this hides all other mistakes. Labels, annotations
and selectors take strings only: a bare \`true\`, \`on\`, \`y\` or \`1.0\` needs quotes.`,
  *check(context) {
    const { object, node } = context;
    if (!hasSchema(object.kind)) return;
    for (const mismatch of typeProblems(node, object.kind).mismatches) {
      const { path, found, wanted } = mismatch;
      yield {
        path,
        message: `${describe(object)}: ${printPath(path)} is ${found}, the API server wants ${wanted} and refuses the manifest.${adviceFor(mismatch, context)}`,
        field: printPath(path.filter(step => typeof step === 'string')),
      };
    }
  },
  fixes: (draft, context) => {
    const { object, node, text } = context;
    const problems = hasSchema(object.kind) ? typeProblems(node, object.kind).mismatches : [];
    const problem = problems.find(p => printPath(p.path) === printPath(draft.path));
    const value = nodeAt(node, draft.path);
    if (!problem || !value) return [];
    const { type } = problem;
    if (typeof type !== 'string') {
      return 'list' in type ? fix(context, { title: 'Write it as a list' }, wrapInList(text, value)) : [];
    }
    if (value.kind !== 'scalar') return [];
    if (type === 'string') return quoteIt(context, value);
    const plain = readPlainScalar(String(value.value));
    const isMeant = type === 'bool' ? typeof plain === 'boolean' : Number.isInteger(plain);
    if (typeof value.value !== 'string' || !isMeant) return [];
    return replacement(context, draft.path, plain, { title: 'Remove the quotes', safe: true });
  },
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - port: "80"
      #     ^^^^
`),
        fixed: service(`
  ports:
    - port: 80
`),
      },
      {
        text: serviceWith(`
  name: web
  labels:
    version: 1.10
    #        ^^^^
`),
        fixed: serviceWith(`
  name: web
  labels:
    version: "1.10"
`),
      },
      {
        text: service(`
  ports: { port: 80 }
  #<<<<
`),
        fixed: service(`
  ports: [{ port: 80 }]
`),
      },
      {
        title: 'A selector as Deployments have it',
        text: `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector:
    matchLabels:
    #<<<<<<<<<<
      app: web
  ports: [{ port: 80 }]
`,
      },
    ],
    good: [
      {
        text: service(`
  ports: [{ port: 80.0, targetPort: "http" }]
`),
      },
    ],
  },
});

/** The text as written, in quotes; what it says is not changed. */
function adviceFor({ path, type }: TypeMismatch, { node, text }: Pick<FixPlace, 'node' | 'text'>): string {
  const value = nodeAt(node, path);
  if (path.at(-1) === 'matchLabels' && path.at(-2) === 'selector') return ' Write its pairs directly below selector.';
  if (type === 'string') return value?.kind === 'scalar' ? ' Put it in quotes.' : '';
  if (typeof type !== 'string' && 'list' in type) return value?.kind === 'map' ? ' Begin each item with a dash.' : '';
  if (value?.kind !== 'scalar') return '';
  if (typeof type === 'string') {
    const plain = readPlainScalar(String(value.value));
    const isMeant = type === 'bool' ? typeof plain === 'boolean' : typeof plain === 'number';
    return isMeant && value.style !== 'plain' ? ' Remove the quotes.' : '';
  }
  if (value.written !== undefined) return '';
  // A word on a line of its own is most often a key that somebody has begun to write.
  const isAlone = /^[ \t]*$/.test(text.slice(text.lastIndexOf('\n', value.start - 1) + 1, value.start));
  return isAlone && value.style === 'plain' ? ' If it is a key, a colon is missing behind it.' : '';
}

function quoteIt(place: FixPlace, value: ManifestNode): readonly Fix[] {
  const written = sourceText(place.text, value);
  const range = { start: value.start, end: value.end };
  return fix(place, { title: 'Write it in quotes', safe: true }, [{ range, newText: JSON.stringify(written) }]);
}
