// Measures speed and memory, each figure in processes of its own, and prints medians.
// usage: node scripts/bench.mjs [--runs N] [engine] [cold] [editor]   (what is named, or all; docs/benchmarks.md)
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { writeScale, writeWorkspace } from './bench/generate.mjs';
import { inRoot, node24 } from './lib/paths.mjs';
import { capture, PlainError, runMain, say } from './lib/run.mjs';

const args = process.argv.slice(2);
const at = args.indexOf('--runs');
const runs = at < 0 ? 10 : Number(args[at + 1]);
const chosen = (/** @type {string} */ part) =>
  args.every(arg => !['engine', 'cold', 'editor'].includes(arg)) || args.includes(part);

/** SHA-256 of what kube-proxy 1.36 itself writes for these clusters. */
const expected = {
  iptables: {
    100: 'ec4f92d41e7fbfdbe8198bb7ececa835d7c1a74b319e97ed43893f1ed4243cef',
    1000: '24ef370067ee3e46f69ee25c01dd669baa49661efd1f0a13a170928305f5a3ad',
  },
  nftables: {
    100: '699763592ee028b9f39f6bb83da7c55684eaccac0b2aac8da16a429564281561',
    1000: 'dc09bdbb1e984ebc343f028f9d8a4e19678f1e149487fc94672f7931f72f1365',
  },
};

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const ms = (/** @type {number} */ value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const mb = (/** @type {number} */ value) => `${(value / 1e6).toFixed(0)} MB`;

/** @param {string[]} command @param {Record<string, string>} [env] */
async function jsonOf(command, env = {}) {
  const { status, output } = await capture(node24, command, { env: { ...process.env, ...env } });
  if (status !== 0) throw new PlainError(output);
  return output;
}

/** @template T @param {() => Promise<T>} measure @returns {Promise<T[]>} one after the other */
async function repeat(measure) {
  const results = [];
  for (let i = 0; i < runs; i++) results.push(await measure());
  return results;
}

/** @param {string} scratch */
async function measureEngine(scratch) {
  const engine = path.join(scratch, 'engine.cjs');
  await build({
    entryPoints: [inRoot('scripts/bench/engine.mjs')],
    outfile: engine,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    absWorkingDir: inRoot(),
    alias: { yaml: './node_modules/yaml/browser/index.js' },
    logLevel: 'warning',
  });
  for (const n of /** @type {const} */ ([100, 1000, 10_000])) {
    const file = path.join(scratch, `${n}.bin`);
    await jsonOf([engine, 'prepare', String(n), file]);
    for (const mode of /** @type {const} */ (['iptables', 'nftables'])) {
      const results = (await repeat(() => jsonOf([engine, 'rules', mode, file]))).map(text => JSON.parse(text));
      const [{ bytes, sha256 }] = results;
      const want = n === 10_000 ? undefined : expected[mode][n];
      if (want && sha256 !== want) throw new PlainError(`${mode}, ${n} Services: SHA-256 ${sha256}, not ${want}`);
      const cpu = median(results.map(r => r.cpuMs));
      const peak = Math.max(...results.map(r => r.peak));
      const sum = want ? 'as kube-proxy' : sha256.slice(0, 16);
      say(`engine ${mode} ${n} × 10: ${ms(cpu)} CPU, peak ${mb(peak)}, ${bytes} bytes, SHA-256 ${sum}`);
      const hovers = (await repeat(() => jsonOf([engine, 'hover', mode, file]))).map(text => JSON.parse(text));
      say(`one Service of ${n}, warm, ${mode}: ${ms(median(hovers.map(r => r.medianMs)))}`);
    }
  }
}

/** @param {string} scratch */
async function measureCold(scratch) {
  const folder = path.join(scratch, 'scale');
  writeScale(folder, 10_000, 10);
  const report = path.join(scratch, 'cold.json');
  const files = ['config.yaml', 'host.yaml', 'manifests.yaml'].map(name => path.join(folder, name));
  const results = await repeat(async () => {
    const begin = performance.now();
    const options = ['--config', files[0] ?? '', '--host', files[1] ?? '', files[2] ?? ''];
    await jsonOf(['--require', inRoot('scripts/bench/report.cjs'), inRoot('dist/cli.cjs'), 'rules', ...options], {
      BENCH_REPORT: report,
    });
    return { wall: performance.now() - begin, ...JSON.parse(readFileSync(report, 'utf8')) };
  });
  const wall = median(results.map(r => r.wall));
  say(
    `YAML to rules, cold: ${ms(wall)}, ${ms(median(results.map(r => r.cpu)))} CPU, peak ${mb(Math.max(...results.map(r => r.peak)))}`,
  );
}

/** @param {string} scratch */
async function measureEditor(scratch) {
  const folder = path.join(scratch, 'workspace');
  const characters = writeWorkspace(folder, 10_000);
  const session = () => jsonOf([inRoot('scripts/bench/editor.mjs'), folder, '100']);
  const results = (await repeat(session)).map(text => JSON.parse(text));
  /** @param {(result: any) => number} pick */
  const of = pick => median(results.map(pick));
  say(`index of 2,000 files, ${mb(characters)} of text: ${ms(of(r => r.indexMs))}, ${ms(of(r => r.indexCpuMs))} CPU`);
  say(`until all findings are told: ${ms(of(r => r.settledCpuMs))} CPU`);
  say(`edit → findings of the file: ${ms(of(r => r.ownFile.p50))} median, ${ms(of(r => r.ownFile.p95))} p95`);
  say(`edit → findings of another file: ${ms(of(r => r.otherFile.p50))} median, ${ms(of(r => r.otherFile.p95))} p95`);
  const times = (/** @type {number} */ bytes) => `${mb(bytes)}, ${(bytes / characters).toFixed(1)} × the text`;
  for (const what of /** @type {const} */ (['hover', 'lenses', 'trace'])) {
    const [first, p50, p95] = [of(r => r[what].first), of(r => r[what].p50), of(r => r[what].p95)].map(ms);
    say(`${what} after an edit: ${p50} median, ${p95} p95; the first ${first}`);
  }
  say(`retained: ${times(of(r => r.retained))}; with lenses of open files ${times(of(r => r.retainedAfterEdits))}`);
  say(`retained after traces too: ${times(of(r => r.retainedAfterTraces))}`);
  say(
    `server, resident: ${mb(of(r => r.rss))}, peak ${mb(of(r => r.peak))}; to start: ${ms(of(r => r.startCpuMs))} CPU`,
  );
}

await runMain(async () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'routelens-bench-'));
  say(`${cpus()[0]?.model ?? 'processor'}, ${availableParallelism()} cores, medians of ${runs}`);
  try {
    if (chosen('engine')) await measureEngine(scratch);
    if (chosen('cold')) await measureCold(scratch);
    if (chosen('editor')) await measureEditor(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return 0;
});
