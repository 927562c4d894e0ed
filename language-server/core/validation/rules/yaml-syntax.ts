import type { TextRange } from '../../base/textRange.ts';
import type { ManifestNode } from '../../yaml/manifestNode.ts';
import { type DocumentContext, defineDocumentRule } from '../defineRule.ts';
import type { Fix } from '../finding.ts';
import { fix } from '../fixes.ts';

const tabMessage =
  'A tab is used for indentation, which YAML does not allow: kubectl cannot read this document. Indent with spaces.';

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
    if (!problem || problem.code === 'missing-separator') return;
    if (problem.code === 'depth-limit') {
      const message = `Nothing in this document is checked: ${problem.message}.`;
      yield { path: [], range: visibleRange(text, problem), message, verdict: 'advice', severity: 'warning' };
      return;
    }
    const tab = problem.code === 'unclosed-quote' ? undefined : tabIndentation(text, document);
    if (tab && tab.start <= problem.start) {
      yield { path: [], range: tab, message: tabMessage, absence: false };
      return;
    }
    const opened = problem.code === 'unclosed-quote' ? openedQuote(text, document.root) : undefined;
    const message = `The text is not valid YAML (${problem.message}): kubectl cannot read this document, and nothing else in it is checked until it is.`;
    yield { path: [], range: opened ?? visibleRange(text, problem), message, absence: false };
  },
  fixes: ({ message }, context) => (message === tabMessage ? spacesForTabs(context) : []),
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
      {
        title: 'A colon is forgotten',
        text: `apiVersion: v1
kind: Service
metadata:
  name: web
spec
#<<<
  ports: [{ port: 80 }]
`,
      },
      {
        title: 'A value that holds a colon',
        text: `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    note: first: the port
    #     ^^^^^
spec: { ports: [{ port: 80 }] }
`,
      },
      {
        title: 'A tab on a line of its own',
        text: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n\t\t\n#<\nspec: { ports: [{ port: 80 }] }\n',
        fixed: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n    \nspec: { ports: [{ port: 80 }] }\n',
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
{{- if .Values.service }}
{{- end }}
`,
      },
    ],
  },
});

/** The first tab among the blanks that begin a line, outside braces as far as one can see. */
function tabIndentation(text: string, document: TextRange): TextRange | undefined {
  const match = /^( *)\t+/m.exec(text.slice(document.start, document.end));
  if (!match) return undefined;
  const start = document.start + match.index + match[1]!.length;
  return { start, end: document.start + match.index + match[0].length };
}

/** The opening quote of the last scalar, which swallowed the rest of the document. */
function openedQuote(text: string, node: ManifestNode | undefined): TextRange | undefined {
  if (!node) return undefined;
  if (node.kind === 'scalar') {
    const mark = text[node.start];
    const isOpen = (mark === '"' || mark === "'") && (text[node.end - 1] !== mark || node.end - node.start < 2);
    return isOpen ? { start: node.start, end: node.start + 1 } : undefined;
  }
  const children = node.kind === 'map' ? node.entries.map(entry => entry.value) : node.items;
  return children
    .toReversed()
    .map(child => openedQuote(text, child))
    .find(range => range !== undefined);
}

/** A word, or one character that can be seen: parsers point at where a word begins, or behind the end. */
function visibleRange(text: string, { start, end }: TextRange): TextRange {
  let first = Math.min(start, text.length - 1);
  while (first > 0 && /\s/.test(text[first]!)) first--;
  const word = /^[\w./-]*/.exec(text.slice(first, first + 100))?.[0].length ?? 0;
  return { start: first, end: Math.max(first + 1, first === start ? Math.max(end, first + word) : 0) };
}

function spacesForTabs({ document, file, text }: DocumentContext): Fix[] {
  const source = text.slice(document.start, document.end);
  const edits = [...source.matchAll(/^( *)(\t[ \t]*)/gm)].map(match => {
    const start = document.start + match.index + match[1]!.length;
    return { range: { start, end: start + match[2]!.length }, newText: match[2]!.replaceAll('\t', '  ') };
  });
  return fix({ file }, { title: 'Indent with spaces' }, edits);
}
