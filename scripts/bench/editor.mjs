// One session of an editor with the language server on a large workspace: how long the index takes, how soon an edit
// shows, what stays in memory. usage: editor.mjs FOLDER EDITS   → one line of JSON
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

const [folder = '', edits = '100'] = process.argv.slice(2);
const here = path.dirname(fileURLToPath(import.meta.url));
/** Edits after which questions are asked, and the Service that is traced. */
const askedEdits = 40;
const tracedService = 'team-21/app-00771';
const scratch = mkdtempSync(path.join(tmpdir(), 'routelens-bench-'));
const reportFile = path.join(scratch, 'report.json');
const server = spawn(
  process.execPath,
  ['--expose-gc', '--require', path.join(here, 'report.cjs'), path.join(here, '../../dist/server.cjs'), '--stdio'],
  { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, BENCH_REPORT: reportFile } },
);
const connection = createMessageConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
/** @type {Map<string, string>} */
const published = new Map();
/** @type {(uri: string) => void} */
let heard = () => {};
/** @type {() => void} */
let loaded = () => {};
connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
  published.set(uri, JSON.stringify(diagnostics));
  heard(uri);
});
connection.onNotification('$/progress', ({ value }) => {
  if (value?.kind === 'end') loaded();
});
connection.onRequest('window/workDoneProgress/create', () => null);
connection.onRequest('client/registerCapability', () => null);
connection.onRequest('workspace/codeLens/refresh', () => null);
connection.onRequest('workspace/configuration', ({ items }) => items.map(() => null));
connection.listen();

async function usage() {
  rmSync(reportFile, { force: true });
  server.kill('SIGUSR2');
  for (;;) {
    await sleep(20);
    try {
      return JSON.parse(readFileSync(reportFile, 'utf8'));
    } catch {
      // Not written yet.
    }
  }
}

/** Until nothing has been published for a while. */
async function quiet() {
  for (let before = -1; before !== published.size; ) {
    before = published.size;
    await sleep(1500);
  }
}

/** @param {string} file */
const uriOf = file => pathToFileURL(path.join(folder, file)).href;

/**
 * Changes one text back and forth; each change makes or ends a finding in `watched`.
 * @param {string} file @param {[string, string]} words @param {string} watched
 */
async function editing(file, [from, to], watched) {
  const text = readFileSync(path.join(folder, file), 'utf8');
  const uri = uriOf(file);
  const textDocument = { uri, languageId: 'yaml', version: 1, text };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
  await sleep(1000);
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i < Number(edits); i++) {
    const changed = i % 2 === 0 ? text.replace(from, to) : text;
    const arrived = new Promise(resolve => {
      heard = name => name === uriOf(watched) && resolve(undefined);
    });
    const begin = performance.now();
    const change = { textDocument: { uri, version: i + 2 }, contentChanges: [{ text: changed }] };
    await connection.sendNotification('textDocument/didChange', change);
    await arrived;
    times.push(performance.now() - begin);
    // Somebody types no faster than this.
    await sleep(60);
  }
  heard = () => {};
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { p50: at(0.5), p95: at(0.95), worst: times.at(-1) };
}

/**
 * Asks what rests on the whole cluster after each of a few edits of a document that is open.
 * @param {string} file @param {[string, string]} words
 */
async function asking(file, [from, to]) {
  const text = readFileSync(path.join(folder, file), 'utf8');
  const uri = uriOf(file);
  const textDocument = { uri };
  /** @type {Record<'hover' | 'lenses' | 'trace', number[]>} */
  const times = { hover: [], lenses: [], trace: [] };
  for (let i = 0; i < askedEdits; i++) {
    const arrived = new Promise(resolve => {
      heard = name => name === uri && resolve(undefined);
    });
    const changed = i % 2 === 0 ? text.replace(from, to) : text;
    const change = { textDocument: { uri, version: 10_000 + i }, contentChanges: [{ text: changed }] };
    await connection.sendNotification('textDocument/didChange', change);
    await arrived;
    // Findings of other files are still being looked through.
    await sleep(100);
    const questions = /** @type {const} */ ([
      ['hover', 'textDocument/hover', { textDocument, position: { line: 1, character: 7 } }],
      ['lenses', 'textDocument/codeLens', { textDocument }],
      ['trace', 'routelens/trace', { uri, from: 'client:203.0.113.5', to: tracedService }],
    ]);
    for (const [name, method, params] of questions) {
      const begin = performance.now();
      const answer = await connection.sendRequest(method, params);
      times[name].push(performance.now() - begin);
      if (!answer || 'error' in answer) throw new Error(`${method}: ${JSON.stringify(answer)}`);
    }
  }
  heard = () => {};
  return { hover: summary(times.hover), lenses: summary(times.lenses), trace: summary(times.trace) };
}

/** The first answers make what later ones rest on. @param {number[]} times */
function summary([first, ...later]) {
  later.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => later[Math.min(later.length - 1, Math.floor(later.length * share))];
  return { first, p50: at(0.5), p95: at(0.95) };
}

await connection.sendRequest('initialize', {
  processId: process.pid,
  rootUri: null,
  workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
  capabilities: {
    workspace: { configuration: true, workspaceFolders: true, codeLens: { refreshSupport: true } },
    window: { workDoneProgress: true },
  },
});
const empty = await usage();
const begin = performance.now();
const isLoaded = new Promise(resolve => {
  loaded = () => resolve(undefined);
});
await connection.sendNotification('initialized', {});
await isLoaded;
const index = performance.now() - begin;
const afterIndex = await usage();
await quiet();
const settled = await usage();
const services = 'area-01/group-0077/services.yaml';
const deployments = 'area-01/group-0077/deployments.yaml';
const ownFile = await editing(services, ['port: 80\n', 'port: 99999\n'], services);
const otherFile = await editing(
  deployments,
  ['      labels:\n        app.kubernetes.io/name: app-00770', '      labels:\n        app.kubernetes.io/name: app-x'],
  services,
);
await sleep(1500);
const afterEdits = await usage();
const { hover, lenses, trace } = await asking(services, ['port: 80\n', 'port: 99999\n']);
await sleep(1500);
const end = await usage();
const retained = (/** @type {typeof end} */ u) => u.heapUsed + u.external - empty.heapUsed - empty.external;
console.log(
  JSON.stringify({
    indexMs: index,
    indexCpuMs: afterIndex.cpu - empty.cpu,
    settledCpuMs: settled.cpu - empty.cpu,
    ownFile,
    otherFile,
    retained: retained(settled),
    retainedAfterEdits: retained(afterEdits),
    retainedAfterTraces: retained(end),
    hover,
    lenses,
    trace,
    rss: end.rss,
    peak: end.peak,
    startCpuMs: empty.cpu,
  }),
);
await connection.sendRequest('shutdown');
server.kill();
rmSync(scratch, { recursive: true, force: true });
