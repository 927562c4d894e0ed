/**
 * Manifests as nobody means them: mutations of good ones, and every question that an adapter may ask of the result. In: a
 * seed. Out: the text, and what went wrong with it: an answer that threw, or took longer than a second of the processor.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProxyMode } from '../../core/cluster/clusterSettings.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import type { Analysis } from '../../core/workspace/analysis.ts';
import { emptySnapshot, type Snapshot, withFiles } from '../../core/workspace/snapshot.ts';
import type { ManifestLanguage } from '../../core/yaml/manifest.ts';
import { generateCluster } from '../support/generateCluster.ts';
import { type Random, randomFrom } from '../support/random.ts';

export interface MutatedDocument {
  readonly text: string;
  readonly language: ManifestLanguage;
}

const demo = path.resolve(import.meta.dirname, '../../../test-workspace');

const samples: readonly string[] = readdirSync(demo, { recursive: true, encoding: 'utf8' })
  .filter(name => /\.(ya?ml|json)$/.test(name))
  .sort()
  .map(name => readFileSync(path.join(demo, name), 'utf8'));

/** Pieces that mean something to YAML, to Kubernetes, to other tools or to a terminal. */
const pieces: readonly string[] = [
  ...['&a ', '*a', '<<: *a', '!!binary x', '!!set {a, b}', '---\n', '...\n', '%YAML 1.2\n', '? a\n: b\n', '# comment'],
  ...[
    '{{ .Values.x }}',
    '{{- if x }}\n',
    `$${'{X}'}`,
    '$(X)',
    '@X@',
    '#{X}#',
    '%X%',
    '<%= x %>',
    '#@ data.values',
    '{% if %}',
  ],
  ...[
    '\t',
    '\r\n',
    '\r',
    '\uFEFF',
    '\u202E',
    '\u0000',
    '\uD800',
    '\u2028',
    '\u0085',
    '\\',
    '"',
    "'",
    '`',
    '|\n',
    '>-\n',
  ],
  ...[
    '__proto__: {}\n',
    'constructor: x\n',
    '1e309',
    '99999999999999999999',
    '-0',
    '0x1F',
    '0o17',
    '.inf',
    '.nan',
    '~',
  ],
  ...['null', 'off', 'YES', '2024-01-01', '190:20:30', '[', ']', '{', '}', ',', ': ', '- ', '  ', '[[[[', '{a: {b: '],
  ...[
    'kind: List\nitems:\n',
    'status: {}\n',
    'clusterIP: None\n',
    'nodePort: 80\n',
    'targetPort: [x]\n',
    'ports: {}\n',
  ],
];

const values: readonly string[] = ['null', '""', '[]', '{}', '-1', '0', '65536', '1.5', 'true', '"*"', 'x'.repeat(300)];

type Mutation = (lines: string[], random: Random) => void;

const mutations: readonly Mutation[] = [
  (lines, random) => void lines.splice(random.below(lines.length), 1 + random.below(3)),
  (lines, random) => void lines.splice(random.below(lines.length), 0, random.pick(lines)),
  (lines, random) => {
    const [a, b] = [random.below(lines.length), random.below(lines.length)];
    [lines[a], lines[b]] = [lines[b]!, lines[a]!];
  },
  (lines, random) => changeLine(lines, random, line => ' '.repeat(random.below(9)) + line.trimStart()),
  (lines, random) => changeLine(lines, random, line => insert(line, random.pick(pieces), random)),
  (lines, random) => changeLine(lines, random, line => insert(line, random.pick(pieces), random)),
  (lines, random) => changeLine(lines, random, line => cut(line, random)),
  (lines, random) => changeLine(lines, random, line => line.replace(/: .*$/, `: ${random.pick(values)}`)),
  (lines, random) =>
    changeLine(lines, random, line => line.replace(/: /, `: ${'['.repeat(random.pick([5, 200, 20_000]))}`)),
  (lines, random) =>
    changeLine(lines, random, line => line + random.pick([' ', 'a', '#', '"']).repeat(random.below(20_000))),
];

function changeLine(lines: string[], random: Random, change: (line: string) => string): void {
  const at = random.below(lines.length);
  lines[at] = change(lines[at]!);
}

function insert(line: string, piece: string, random: Random): string {
  const at = random.below(line.length + 1);
  return line.slice(0, at) + piece + line.slice(at);
}

function cut(line: string, random: Random): string {
  const at = random.below(line.length + 1);
  return line.slice(0, at) + line.slice(at + 1 + random.below(4));
}

export function mutatedDocument(seed: number): MutatedDocument {
  const random = randomFrom(seed);
  const source = random.chance(0.7) ? random.pick(samples) : generateCluster(random.below(1000)).manifests;
  const lines = source.split('\n');
  for (let i = random.below(5); i >= 0; i--) {
    random.pick(mutations)(lines, random);
    if (lines.length === 0) lines.push('');
  }
  const text = lines.join(random.chance(0.1) ? '\r\n' : '\n');
  return { text, language: random.chance(0.1) ? 'json' : 'yaml' };
}

const file = 'a.yaml';
const modes: readonly ProxyMode[] = ['iptables', 'nftables', 'ipvs'];
const maxMilliseconds = 1000;

export interface Asked {
  readonly questions: number;
  /** What went wrong; undefined where nothing did. */
  readonly problem: string | undefined;
}

/** Asks everything of the text by itself, and then again while it is being typed into. */
export function askAll({ text, language }: MutatedDocument, seed: number): Asked {
  const random = randomFrom(seed);
  const mode = random.pick(modes);
  const settings = new Map([['', { option: { mode, kubernetesVersion: random.pick(['1.30', '1.36']) } }]]);
  let snapshot: Snapshot = { ...emptySnapshot, folders: [''], settings };
  let questions = 0;
  let problem: string | undefined;
  const ask = (name: string, question: () => unknown): void => {
    questions++;
    const before = process.cpuUsage().user;
    try {
      question();
    } catch (error) {
      problem ??= `${name} threw: ${error instanceof Error ? (error.stack ?? error.message) : error}`;
    }
    const spent = (process.cpuUsage().user - before) / 1000;
    if (spent > maxMilliseconds) problem ??= `${name} took ${Math.round(spent)} ms`;
  };
  const at = random.below(text.length + 1);
  const typed = text.slice(0, at) + random.pick(pieces) + text.slice(at);
  for (const [open, next] of [
    [false, text],
    [true, typed],
  ] as const) {
    ask('reading', () => {
      snapshot = withFiles(snapshot, [{ name: file, input: { text: next, language, open } }]);
    });
    askOnce(analyse(snapshot), next, random, ask);
  }
  return { questions, problem };
}

type Ask = (name: string, question: () => unknown) => void;

function askOnce(analysis: Analysis, text: string, random: Random, ask: Ask): void {
  const { navigation, traces } = analysis;
  ask('findings', () => analysis.findingsOf(file));
  for (const finding of random.some(analysis.findingsOf(file), 3)) ask('fixes', () => analysis.fixesOf(finding));
  ask('lenses', () => analysis.codeLensesOf(file));
  ask('status', () => analysis.status(file));
  ask('symbols', () => navigation.documentSymbolsOf(file));
  ask('workspace symbols', () => navigation.workspaceSymbols('web'));
  ask('links', () => navigation.documentLinksOf(file));
  ask('inlay hints', () => navigation.inlayHintsOf(file));
  for (let i = 0; i < 4; i++) askAt(analysis, random.below(text.length + 1), ask);
  ask('trace choices', () => traces.choices({ file }));
  const choices = traces.choices({ file });
  for (let i = 0; choices && i < 3 && choices.sources.length > 0 && choices.destinations.length > 0; i++) {
    const [from, to] = [random.pick(choices.sources), random.pick(choices.destinations)];
    ask('trace', () => traces.trace({ file, from: from.value, to: to.value }));
  }
}

function askAt(analysis: Analysis, offset: number, ask: Ask): void {
  const { navigation } = analysis;
  ask('hover', () => analysis.hoverAt(file, offset));
  ask('chains', () => analysis.chainGraph({ at: { file, offset } }));
  ask('definition', () => navigation.definitionAt(file, offset));
  ask('references', () => navigation.referencesAt(file, offset, { withDeclaration: true }));
  ask('completion', () => navigation.completionAt(file, offset));
  ask('rename', () => navigation.renameAt(file, offset, 'renamed'));
  ask('calls', () => navigation.callItemAt(file, offset));
}

/** The shortest text found that still goes wrong, by leaving out lines. */
export function shrinkDocument(document: MutatedDocument, seed: number): MutatedDocument {
  let lines = document.text.split('\n');
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < lines.length; ) {
      const shorter = [...lines.slice(0, at), ...lines.slice(at + size)];
      if (askAll({ ...document, text: shorter.join('\n') }, seed).problem) lines = shorter;
      else at += size;
    }
  }
  return { ...document, text: lines.join('\n') };
}
