import type { ManifestNode } from '../../yaml/manifestNode.ts';
import { type DocumentContext, defineDocumentRule } from '../defineRule.ts';
import type { Fix } from '../finding.ts';
import { fix } from '../fixes.ts';

export const yamlSyntax = defineDocumentRule({
  id: 'yaml-syntax',
  kinds: 'document',
  severity: 'error',
  verdict: 'rejected',
  summary: 'The document cannot be read as YAML or JSON.',
  rationale: `kubectl stops at the first document that it cannot read, before the cluster hears of it. Typical causes: a tab in the indentation, a
quote that is not closed, a value with \`: \` in it that is not quoted, items of one list indented differently.`,
  *check({ document, text }) {
    const problem = document.problems[0];
    if (!problem || isOnlyIndentation(text, document, problem)) return;
    if (problem.code === 'depth-limit') {
      const message = `Nothing in this document is checked: ${problem.message}.`;
      yield { path: [], range: visibleRange(text, problem), message, verdict: 'advice', severity: 'warning' };
      return;
    }
    const tab = problem.code === 'syntax' ? tabIndentation(text, document) : undefined;
    const quoteMark = /^Missing closing (["'])/.exec(problem.message)?.[1];
    const range =
      tab ?? (quoteMark ? unclosedQuote(text, document.root, quoteMark) : undefined) ?? visibleRange(text, problem);
    const what = tab
      ? 'A tab stands in the indentation, which YAML does not allow'
      : quoteMark
        ? `A quote (${quoteMark}) is opened and not closed`
        : `The text is not valid YAML (${problem.message.replace(/\.?\s*$/, '')})`;
    const advice = tab ? ' Indent with spaces.' : ' Nothing else in this document is checked until it is.';
    yield { path: [], range, message: `${what}: kubectl cannot read this document.${advice}`, absence: false };
  },
  fixes: (_draft, context) => spacesForTabs(context),
  examples: {
    bad: [
      {
        text: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n\t\ttype: NodePort\n#<\n\t\tports: []\n',
        fixed: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n    type: NodePort\n    ports: []\n',
      },
      {
        text: `apiVersion: v1
kind: Service
metadata:
  name: "web
  #     ^
spec: { ports: [{ port: 80 }] }
`,
      },
    ],
    good: [
      {
        title: 'Braces may end at any column',
        text: `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: {
  app: web
}
  ports: [{ port: 80 }]
`,
      },
      {
        title: 'A template is not YAML yet',
        text: `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
`,
      },
    ],
  },
});

/** The first tab among the blanks that begin a line, outside braces as far as one can see. */
function tabIndentation(
  text: string,
  document: { start: number; end: number },
): { start: number; end: number } | undefined {
  const match = /^( *)\t+/m.exec(text.slice(document.start, document.end));
  if (!match) return undefined;
  const start = document.start + match.index + match[1]!.length;
  return { start, end: document.start + match.index + match[0].length };
}

/** kubectl's reader lets braces end at any column; only where one is missing is the text broken. */
function isOnlyIndentation(
  text: string,
  document: { start: number; end: number },
  problem: { message: string },
): boolean {
  if (!/sufficiently indented/.test(problem.message)) return false;
  const source = text.slice(document.start, document.end);
  const count = (character: string) => source.split(character).length;
  return count('{') === count('}') && count('[') === count(']');
}

/** The opening quote of the last scalar, which swallowed the rest of the document. */
function unclosedQuote(
  text: string,
  node: ManifestNode | undefined,
  mark: string,
): { start: number; end: number } | undefined {
  if (!node) return undefined;
  if (node.kind === 'scalar') {
    const isOpen = text[node.start] === mark && (text[node.end - 1] !== mark || node.end - node.start < 2);
    return isOpen ? { start: node.start, end: node.start + 1 } : undefined;
  }
  const children = node.kind === 'map' ? node.entries.map(entry => entry.value) : node.items;
  return children
    .toReversed()
    .map(child => unclosedQuote(text, child, mark))
    .find(range => range !== undefined);
}

/** At least one character, and one that can be seen: parsers point behind the end. */
function visibleRange(text: string, { start, end }: { start: number; end: number }): { start: number; end: number } {
  let first = Math.min(start, text.length - 1);
  while (first > 0 && /\s/.test(text[first]!)) first--;
  return { start: first, end: Math.max(first + 1, first === start ? end : 0) };
}

function spacesForTabs({ document, file, text }: DocumentContext): Fix[] {
  const source = text.slice(document.start, document.end);
  const edits = [...source.matchAll(/^( *)(\t[ \t]*)/gm)].map(match => {
    const start = document.start + match.index + match[1]!.length;
    return { range: { start, end: start + match[2]!.length }, newText: match[2]!.replaceAll('\t', '  ') };
  });
  return fix({ file }, { title: 'Indent with spaces' }, edits);
}
