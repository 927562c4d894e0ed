/** `routelens trace`: where a packet goes, one by one, as a batch, or held against expectations. */

import { visibleLine } from '../../core/base/visibleText.ts';
import type { Protocol } from '../../core/netfilter/ir.ts';
import type { ViewLocation } from '../../core/views/model.ts';
import { routingView } from '../../core/views/routingView.ts';
import { type Expectation, readRequest } from '../../core/views/trace/readExpectations.ts';
import { type Capture, readCapture } from '../../core/views/trace/traceCapture.ts';
import { brokenBy } from '../../core/views/trace/traceExpect.ts';
import { type TraceJson, traceJson } from '../../core/views/trace/traceJson.ts';
import type { TraceContext, TraceRequest, TraceResult } from '../../core/views/trace/traceRequest.ts';
import { traceStory } from '../../core/views/trace/traceStory.ts';
import { readSource, readTarget } from '../../core/views/trace/traceWords.ts';
import { unknownName } from '../../core/views/trace/unknownName.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import { type Root, rootsOf } from '../../core/workspace/roots.ts';
import type { Snapshot } from '../../core/workspace/snapshot.ts';
import { tableOf } from '../../core/workspace/traces.ts';
import type { Console } from '../console.ts';
import { readExpectationsFile } from '../expectationsFile.ts';
import { loadInputs } from '../loadInputs.ts';
import { type CommonOptions, type OwnValues, oneOf, readOptions, UsageError } from '../options.ts';
import { printPlace } from '../printPlace.ts';
import { reportAlternatives } from '../reportAlternatives.ts';
import { chooseRoots, nameOfRoot, reportOtherRoots, rootOption } from '../rootChoice.ts';
import { readTextFile } from '../textFiles.ts';
import { type RootContext, type Traced, traceAmong } from '../traceRoots.ts';
import { routedReleases } from './rules.ts';

const protocols: readonly Protocol[] = ['tcp', 'udp', 'sctp'];

const own = {
  from: { type: 'string' },
  to: { type: 'string' },
  protocol: { type: 'string' },
  batch: { type: 'string' },
  expect: { type: 'string' },
  rules: { type: 'string' },
  ...rootOption,
} as const;

export async function trace(args: readonly string[], console: Console): Promise<number> {
  const { common, own: values } = readOptions(args, { own, formats: ['text', 'json'], releases: routedReleases });
  const task = chooseTask(values);
  refuseSharedInput([...common.paths, values.batch, values.expect, values.rules]);
  const capture = values.rules === undefined ? undefined : await readRules(String(values.rules), common, console);
  const { snapshot } = await loadInputs(common, console);
  const contexts = readContexts(snapshot, values.root, { common, console }).map(context => ({ ...context, capture }));
  const stranger = unknownNode(common.layer.node, contexts);
  if (stranger) {
    console.err(`routelens: ${stranger.error}\n`);
    return 1;
  }
  const output = { common, console, story: storyIn(snapshot) };
  switch (task.kind) {
    case 'one':
      return traceOne(task.request, contexts, output);
    case 'batch':
      return traceBatch(await readText(task.file, console), contexts, console);
    case 'expect':
      return traceExpectations(await readText(task.file, console), contexts, { ...output, file: task.file });
  }
}

/** Standard input can be read once. */
function refuseSharedInput(names: readonly unknown[]): void {
  if (names.filter(name => name === '-').length > 1) throw new UsageError('only one of the inputs can be -');
}

/** Beyond this many, what was left out of captured rules is only counted. */
const problemsShown = 20;

async function readRules(file: string, { families }: CommonOptions, console: Console): Promise<Capture> {
  const capture = readCapture(await readText(file, console), families?.[0]);
  if (capture.rulesets.length === 0) {
    throw new UsageError(`${file}: this is neither iptables-save's text nor that of nft list ruleset`);
  }
  const { problems } = capture;
  for (const { message, place } of problems.slice(0, problemsShown)) {
    console.err(`${file}:${place.line}: ${message}\n`);
  }
  const rest = problems.length - problemsShown;
  if (rest > 0) console.err(`${file}: ${rest} more of the kind\n`);
  return capture;
}

type Task =
  | { readonly kind: 'one'; readonly request: TraceRequest }
  | { readonly kind: 'batch' | 'expect'; readonly file: string };

function chooseTask({ from, to, protocol, batch, expect }: OwnValues): Task {
  const chosen = [from !== undefined || to !== undefined, batch !== undefined, expect !== undefined];
  if (chosen.filter(Boolean).length !== 1) throw new UsageError('trace takes --from and --to, or --batch, or --expect');
  if (protocol !== undefined && from === undefined) {
    throw new UsageError('--protocol goes with --from and --to; a batch and expectations say it for each packet');
  }
  if (batch !== undefined) return { kind: 'batch', file: String(batch) };
  if (expect !== undefined) return { kind: 'expect', file: String(expect) };
  if (from === undefined || to === undefined) throw new UsageError('trace takes --from and --to together');
  return { kind: 'one', request: { from: String(from), to: String(to), protocol: readProtocol(protocol) } };
}

function readProtocol(value: unknown): Protocol | undefined {
  return value === undefined ? undefined : oneOf('--protocol', String(value).toLowerCase(), protocols);
}

/** One for each root; those that hold Services first. */
function readContexts(
  snapshot: Snapshot,
  wanted: OwnValues[string],
  { common, console }: Pick<Output, 'common' | 'console'>,
): RootContext[] {
  const { roots: all } = chooseRoots(rootsOf(snapshot), wanted);
  const hasServices = ({ cluster }: Root) => cluster.model.services.length > 0;
  const roots = [...all.filter(hasServices), ...all.filter(root => !hasServices(root))];
  if (roots.length === 0) throw new UsageError('the inputs hold no manifests');
  for (const root of roots) {
    for (const problem of routingView(root.routing).problems) console.err(`kube-proxy configuration: ${problem}\n`);
    reportAlternatives(root.cluster, console);
  }
  const { families, layer } = common;
  return roots.map(root => ({ source: root.routing, families, node: layer.node, root: nameOfRoot(root) }));
}

/** Where there are Node objects, a node that is none of them is a slip. */
function unknownNode(name: string | undefined, contexts: readonly TraceContext[]): { error: string } | undefined {
  const names = contexts.flatMap(({ source }) => source.cluster.model.nodes.map(node => node.name));
  return name === undefined || names.length === 0 || names.includes(name)
    ? undefined
    : unknownName('Node', name, [...new Set(names)]);
}

async function readText(file: string, console: Console): Promise<string> {
  if (file === '-') return console.readStandardInput();
  try {
    return await readTextFile(file);
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function traceIn(contexts: readonly RootContext[], request: TraceRequest): Traced['answer'] {
  return traceAmong(contexts, request).answer;
}

/** Which of several roots an answer speaks of. */
function rootOf({ root }: Traced, contexts: readonly RootContext[]): { readonly root?: string } {
  return contexts.length > 1 && root !== undefined ? { root } : {};
}

interface Output {
  readonly common: CommonOptions;
  readonly console: Console;
  /** The trace for people. */
  readonly story: (result: TraceResult) => readonly string[];
}

/** With places as file and line; the table of a Local policy speaks of generated rules on every node. */
function storyIn(snapshot: Snapshot): Output['story'] {
  const { locate } = analyse(snapshot);
  const nameOf = (location: ViewLocation) => printPlace(location, snapshot);
  return result => {
    const table = result.node.lineOf ? undefined : tableOf(result, locate);
    return traceStory(result, { locate, nameOf, table }).map(visibleLine);
  };
}

function traceOne(request: TraceRequest, contexts: readonly RootContext[], { common, console, story }: Output): number {
  const traced = traceAmong(contexts, request);
  const { answer: result, root = '', others } = traced;
  const place = rootOf(traced, contexts);
  if ('error' in result) {
    console.err(`routelens: ${result.error}\n`);
    return isReadable(request) ? 1 : 2;
  }
  reportOtherRoots(wordsOf(request), root, others, console);
  const heading = place.root === undefined ? [] : [`# ${place.root}`];
  const text =
    common.format === 'json'
      ? JSON.stringify({ ...place, ...traceJson(result) }, null, 2)
      : [...heading, ...story(result)].join('\n');
  console.out(`${text}\n`);
  return 0;
}

/** Else it was used wrongly, whatever the inputs hold. */
function isReadable({ from, to }: TraceRequest): boolean {
  return !('error' in readSource(from) || 'error' in readTarget(to));
}

/** Answers are written as they are found: those of a matrix of pods and Services are longer than a text can be. */
async function traceBatch(text: string, contexts: readonly RootContext[], console: Console): Promise<number> {
  let before = '[\n';
  for (const item of readBatch(text)) {
    console.out(`${before}${JSON.stringify(answerTo(item, contexts))}`);
    before = ',\n';
    await console.drained();
  }
  console.out(before === ',\n' ? '\n]\n' : '[]\n');
  return 0;
}

function answerTo(item: unknown, contexts: readonly RootContext[]): TraceJson | { readonly error: string } {
  const request = readRequest(item);
  if (!('from' in request)) return { error: request.text };
  const traced = traceAmong(contexts, request);
  const { answer } = traced;
  return 'error' in answer ? { error: answer.error } : { ...rootOf(traced, contexts), ...traceJson(answer) };
}

function readBatch(text: string): readonly unknown[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--batch: no JSON (${(error as Error).message})`);
  }
  if (!Array.isArray(data)) throw new UsageError('--batch: a JSON array of { "from", "to", "protocol" } is needed');
  return data;
}

function traceExpectations(
  text: string,
  contexts: readonly RootContext[],
  { file, common, console, story }: Output & { file: string },
): number {
  const expectations = readExpectationsFile(text, file);
  reportRoots(expectations, contexts, console);
  const broken = expectations.flatMap(expectation => hold(expectation, contexts, story) ?? []);
  if (common.format === 'json') {
    const items = broken.map(({ lines: _, ...item }) => item);
    console.out(`${JSON.stringify({ expectations: expectations.length, broken: items }, null, 2)}\n`);
  } else {
    for (const { request, problems: found, lines } of broken) {
      console.out(
        `✗ ${visibleLine(`${wordsOf(request)}: ${found.join('; ')}`)}\n${lines.map(l => `    ${l}\n`).join('')}\n`,
      );
    }
    console.out(
      `${expectations.length - broken.length} of ${expectations.length} ${expectations.length === 1 ? 'expectation holds' : 'expectations hold'}\n`,
    );
  }
  return broken.length ? 1 : 0;
}

/** An expectation holds in one root; where its names are in others too, that is a choice. */
function reportRoots(expectations: readonly Expectation[], contexts: readonly RootContext[], console: Console): void {
  if (contexts.length < 2) return;
  const said = new Set<string>();
  for (const { request } of expectations) {
    const { root = '', others } = traceAmong(contexts, request);
    const choice = [root, ...others].join('\n');
    if (!said.has(choice)) reportOtherRoots(wordsOf(request), root, others, console);
    said.add(choice);
  }
}

function wordsOf({ from, to, protocol, node }: TraceRequest): string {
  return `${from} → ${to}${protocol ? `/${protocol}` : ''}${node === undefined ? '' : ` on ${node}`}`;
}

interface Broken {
  readonly request: TraceRequest;
  readonly problems: readonly string[];
  readonly trace?: TraceJson;
  /** The trace for people. */
  readonly lines: readonly string[];
}

function hold(expectation: Expectation, contexts: readonly RootContext[], story: Output['story']): Broken | undefined {
  const { request } = expectation;
  const result = traceIn(contexts, request);
  if ('error' in result) return { request, problems: [result.error], lines: [] };
  const problems = brokenBy(result, expectation);
  if (problems.length === 0) return undefined;
  return { request, problems, trace: traceJson(result), lines: story(result) };
}
