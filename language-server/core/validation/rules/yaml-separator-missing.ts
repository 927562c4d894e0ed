import { keyText, type ManifestNode, type ScalarNode } from '../../yaml/manifestNode.ts';
import { defineDocumentRule } from '../defineRule.ts';
import { fix } from '../fixes.ts';

export const yamlSeparatorMissing = defineDocumentRule({
  id: 'yaml-separator-missing',
  kinds: 'document',
  severity: 'error',
  verdict: 'advice',
  summary: 'Two manifests without `---` between them.',
  rationale: `Without a line of three dashes the keys of both manifests stand in one map. kubectl keeps the last of each key and applies only what
comes out of that, most often the last manifest alone; the others are lost without a word.`,
  *check({ document }) {
    if (document.problems[0]?.code !== 'missing-separator') return;
    const starts = startsOf(document.root);
    const [first] = starts;
    if (!first) return;
    const message = `${starts.length + 1} manifests stand in one document: kubectl keeps the last of each key and loses the rest. Insert a line --- between them.`;
    yield { path: [], range: { start: first.start, end: first.end }, message, absence: false };
  },
  fixes: (_, { document, file, text }) => {
    const edits = startsOf(document.root)
      .filter(key => isAtLineStart(text, key.start))
      .map(({ start }) => ({ range: { start, end: start }, newText: '---\n' }));
    return edits.length ? fix({ file }, { title: 'Insert --- between the manifests', safe: true }, edits) : [];
  },
  examples: {
    bad: [
      {
        text: `apiVersion: v1
kind: ConfigMap
metadata: { name: web }
apiVersion: v1
#<<<<<<<<<
kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80 }] }
`,
        fixed: `apiVersion: v1
kind: ConfigMap
metadata: { name: web }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80 }] }
`,
      },
    ],
    good: [
      {
        text: `apiVersion: v1
kind: ConfigMap
metadata: { name: web }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80 }] }
`,
      },
    ],
  },
});

/** The keys at which each manifest but the first begins. */
function startsOf(root: ManifestNode | undefined): ScalarNode[] {
  if (root?.kind !== 'map') return [];
  const starts: ScalarNode[] = [];
  const seen = new Set<string>();
  for (const entry of root.entries) {
    const key = keyText(entry);
    if (seen.has(key)) {
      starts.push(entry.key);
      seen.clear();
    }
    seen.add(key);
  }
  return starts;
}

function isAtLineStart(text: string, at: number): boolean {
  return at === 0 || text[at - 1] === '\n';
}
