/**
 * Reads the text of a rule's example, runs the rules over it and says what was expected. `#- path` starts a file (the
 * first needs none). A comment of carets below a line marks a finding on the text above the carets; `#<<<` marks text
 * that begins in the comment's own column. Behind them may stand, in this order: another rule's id with a colon, the
 * reason ("Required"), the server's field. Used by the tests and by the pages; marks are not part of the text.
 */
import type { TextRange } from '../base/textRange.ts';
import { indexCluster } from '../cluster/clusterIndex.ts';
import { buildClusterModel } from '../cluster/clusterModel.ts';
import { resolveSettings, type SettingsLayer } from '../cluster/clusterSettings.ts';
import { decodeManifest, objectNodes } from '../cluster/decode.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import { parseManifest } from '../yaml/parseManifest.ts';
import type { ValidationInput } from './run.ts';

export interface ExpectedFinding {
  readonly range: TextRange;
  /** Undefined: the example's own rule. */
  readonly rule?: string | undefined;
  readonly reason?: string | undefined;
  readonly field?: string | undefined;
}

export interface ExampleFile {
  readonly name: string;
  readonly text: string;
  readonly expected: readonly ExpectedFinding[];
}

export const exampleSettings: SettingsLayer = {
  serviceCidrs: ['10.96.0.0/12'],
  nodePortRange: { from: 30000, to: 32767 },
};

export function readExample(text: string): ExampleFile[] {
  const parts = text.split(/^#- (\S+)[ \t]*\n/m);
  const named = parts.length > 1 ? pairs(parts.slice(1)) : [['example.yaml', text] as const];
  return named.map(([name, body]) => readFile(name, body));
}

function pairs(parts: readonly string[]): (readonly [string, string])[] {
  return parts.flatMap((part, i) => (i % 2 === 0 ? [[part, parts[i + 1] ?? ''] as const] : []));
}

const mark = /^ *(?:#(<+)|# *(\^+))(?![^ ])(.*)$/;

/** What follows the carets: "rule-id: Reason spec.field", each part optional. Undefined where it is something else. */
function readExpectation(words: readonly string[]): Omit<ExpectedFinding, 'range'> | undefined {
  const rest = words.filter(Boolean);
  const rule = rest[0]?.endsWith(':') ? rest.shift()!.slice(0, -1) : undefined;
  const reason = /^[A-Z][A-Za-z]+$/.test(rest[0] ?? '') ? `FieldValue${rest.shift()}` : undefined;
  const field = rest.shift();
  return rest.length === 0 ? { rule, reason, field } : undefined;
}

function readFile(name: string, body: string): ExampleFile {
  const expected: ExpectedFinding[] = [];
  let text = '';
  let lineStart = 0;
  for (const line of body.replace(/\n$/, '').split('\n')) {
    const [, hooks, carets, rest = ''] = mark.exec(line) ?? [];
    const expectation = hooks || carets ? readExpectation(rest.split(' ')) : undefined;
    if (!expectation) {
      lineStart = text.length;
      text += `${line}\n`;
      continue;
    }
    const column = hooks ? line.indexOf('#') : line.indexOf('^');
    const start = lineStart + column;
    const range = { start, end: start + (hooks ? hooks.length + 1 : carets!.length) };
    expected.push({ range, ...expectation });
  }
  return { name, text, expected };
}

/** The validation input of each file; all files form one cluster. */
export function exampleInputs(
  files: readonly Pick<ExampleFile, 'name' | 'text'>[],
  layer?: SettingsLayer,
): ValidationInput[] {
  const parsed = files.map(({ name, text }) => {
    const manifest = parseManifest(text, name.endsWith('.json') ? 'json' : 'yaml');
    return { file: name, manifest, objects: decodeManifest(manifest, name) };
  });
  const model = buildClusterModel(
    '',
    parsed.flatMap(p => p.objects),
  );
  const settings = resolveSettings(model, { setting: { ...exampleSettings, ...layer } });
  const cluster = indexCluster(model);
  const nodeOf = ({ source }: KubernetesObject) => {
    const document = parsed.find(p => p.file === source.file)?.manifest.documents[source.document];
    return document && objectNodes(document).find(o => o.item === source.item)?.node;
  };
  return parsed.map(p => ({ ...p, cluster, settings, nodeOf }));
}
