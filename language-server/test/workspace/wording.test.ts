/** Whatever a manifest lacks, no text that people read shows a hole of the program's own ("undefined"). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readExample } from '../../core/validation/exampleFiles.ts';
import { registry } from '../../core/validation/registry.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import type { ManifestNode } from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';
import { snapshotOf } from '../support/snapshot.ts';

type Files = Readonly<Record<string, string>>;

const hole = /\bundefined\b|\bNaN\b|\[object |\bfunction\b *\(/;

/** Examples that hold a thousand endpoints show nothing that a small one does not. */
const longest = 3000;

/** Written in place of a value, in turn. */
const stand = ['', '""', 'null', '0', '[]', '{}', '-1', 'x'];

/** Everything that a person could be shown of these files, except what completes while typing. */
function textsOf(files: Files): readonly string[] {
  const analysis = analyse(snapshotOf(files));
  const texts: string[] = [];
  const add = (answer: unknown): void => {
    if (typeof answer === 'string') texts.push(answer);
    else if (Array.isArray(answer)) for (const item of answer) add(item);
    else if (typeof answer === 'object' && answer !== null) add(Object.values(answer));
  };
  for (const file of Object.keys(files)) {
    const findings = analysis.findingsOf(file);
    const { navigation } = analysis;
    add([findings, findings.map(finding => analysis.fixesOf(finding).map(({ title }) => title))]);
    add([analysis.codeLensesOf(file), navigation.documentSymbolsOf(file), navigation.inlayHintsOf(file)]);
    for (const { start } of scalarsOf(files[file]!)) add(analysis.hoverAt(file, start));
    assert.ok(
      navigation.documentSymbolsOf(file).every(({ name }) => name !== ''),
      'an outline entry without a name',
    );
  }
  return texts;
}

function scalarsOf(text: string): readonly { readonly start: number; readonly end: number }[] {
  const walk = (node: ManifestNode): readonly { start: number; end: number }[] => {
    if (node.kind === 'map') return node.entries.flatMap(({ value }) => walk(value));
    if (node.kind === 'sequence') return node.items.flatMap(walk);
    return [{ start: node.start, end: node.end }];
  };
  return parseManifest(text, 'yaml').documents.flatMap(({ root }) => (root ? walk(root) : []));
}

/** The files, and each of their values in turn replaced. */
function* variants(files: Files, first: number): Iterable<Files> {
  yield files;
  let next = first;
  for (const [name, text] of Object.entries(files)) {
    for (const { start, end } of scalarsOf(text)) {
      yield { ...files, [name]: text.slice(0, start) + stand[next++ % stand.length] + text.slice(end) };
    }
  }
}

/** What no value of an example could be: entries that lack what others of their kind have. */
const lacking: Files = {
  'ports.yaml': `apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  type: NodePort
  selector: { app: web }
  ports:
    - { name: http, port: 80, targetPort: 9999, nodePort: 30001 }
    - { name: b, nodePort: 30001 }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: c, ports: [{ name: http }] }] }
`,
  'nameless.yaml': `apiVersion: v1
kind: ""
metadata: {}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
spec: { defaultBackend: { service: { port: {} } } }
`,
};

function check(files: Files): void {
  for (const text of textsOf(files)) {
    assert.doesNotMatch(text, hole, Object.values(files).join('#-\n'));
  }
}

describe('no text that people read has a hole', () => {
  it('where entries lack what others have', () => {
    for (const files of variants(lacking, 0)) check(files);
  });
  for (const [i, rule] of registry.entries()) {
    it(`around ${rule.id}`, () => {
      for (const { text } of rule.examples.bad) {
        if (text.length > longest) continue;
        const files = Object.fromEntries(readExample(text).map(file => [file.name, file.text]));
        for (const variant of variants(files, i)) check(variant);
      }
    });
  }
});
