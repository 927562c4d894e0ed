import { defineDocumentRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { fix } from '../fixes.ts';
import { quote } from '../serviceFacts.ts';

export const yamlDuplicateKey = defineDocumentRule({
  id: 'yaml-duplicate-key',
  kinds: 'document',
  severity: 'error',
  verdict: 'advice',
  summary: 'A key occurs twice in one map.',
  rationale: `kubectl keeps the last one and silently forgets the others, so the earlier value has no effect. A client that posts the YAML text as it is
gets it refused. Nobody means to write this; it is most often a merge or copy that went wrong. Where both have the same value it is a warning.`,
  *check({ document }) {
    // kubectl takes nothing at all of a document that it cannot read.
    if (document.problems.length > 0) return;
    for (const { key, range, isSame } of document.duplicateKeys) {
      const again = `The key ${quote(key)} occurs again further down in the same map`;
      const message = isSame
        ? `${again}, with the same value: this one has no effect. Delete one of them.`
        : `${again}: kubectl keeps the last one, this one has no effect. Delete one of them.`;
      yield { path: [], range, message, tag: 'unnecessary', ...(isSame ? { severity: 'warning' } : {}) };
    }
  },
  fixes: (draft, { document, file, text }) => {
    const entry = document.duplicateKeys.find(d => d.range.start === draft.range?.start)?.entry;
    return entry ? fix({ file }, { title: 'Delete the earlier, ineffective one' }, [wholeLines(text, entry)]) : [];
  },
  examples: {
    bad: [
      {
        text: service(`
  type: ClusterIP # forgotten
  #<<<
  type: NodePort
  ports: [{ port: 80 }]
`),
        fixed: service(`
  type: NodePort
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  type: NodePort
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});

function wholeLines(text: string, entry: { start: number; end: number }) {
  let { start, end } = entry;
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (/^[ \t]*$/.test(text.slice(lineStart, start))) {
    const newline = text.indexOf('\n', end);
    return { range: { start: lineStart, end: newline < 0 ? text.length : newline + 1 }, newText: '' };
  }
  const comma = /^\s*,\s*/.exec(text.slice(end))?.[0].length ?? 0;
  return { range: { start, end: end + comma }, newText: '' };
}
