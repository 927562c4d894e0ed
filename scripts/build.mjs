// Bundles everything that runs: dist/ for the extension, the server, the command line and the panel, out/test/ for the
// suites that run inside VS Code. usage: node scripts/build.mjs [--production]   (minified, without source maps)
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { buildStamp, dist, inRoot, out } from './lib/paths.mjs';
import { PlainError, runMain } from './lib/run.mjs';

/** @typedef {import('esbuild').BuildOptions} BuildOptions */

const production = process.argv.includes('--production');

/** @type {BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: !production,
  logLevel: 'warning',
  absWorkingDir: inRoot(),
};
// The platform decides which entry of the vscode-language* packages is bundled: their ./node or their ./browser half.
/** @type {BuildOptions} */
const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', 'mocha'],
  // The parser's build for Node asks the environment about every token, which costs a quarter of its time.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  define: { 'import.meta.dirname': '__dirname' },
};
/** @type {BuildOptions} */
const browser = { ...common, platform: 'browser', target: 'es2022', format: 'iife', external: ['vscode'] };

/** @type {readonly BuildOptions[]} one entry point and one output file each */
const bundles = [
  { ...node, entryPoints: ['extension/src/extension.ts'], outfile: 'dist/extension.cjs' },
  { ...node, entryPoints: ['language-server/lsp/node.ts'], outfile: 'dist/server.cjs' },
  { ...node, entryPoints: ['language-server/lsp/parsing/parseWorker.ts'], outfile: 'dist/parseWorker.cjs' },
  {
    ...node,
    entryPoints: ['language-server/cli/main.ts'],
    outfile: 'dist/cli.cjs',
    banner: { js: '#!/usr/bin/env node' },
  },
  {
    ...browser,
    entryPoints: ['extension/src/extension.browser.ts'],
    outfile: 'dist/extension.browser.js',
    format: 'cjs',
  },
  { ...browser, entryPoints: ['language-server/lsp/browser.ts'], outfile: 'dist/server.browser.js' },
  { ...browser, entryPoints: ['extension/webview/main.ts'], outfile: 'dist/webview.js' },
  { ...browser, entryPoints: ['extension/webview/webview.css'], outfile: 'dist/webview.css' },
];

/**
 * A suite is a folder of *.test.ts files; each becomes a bundle beside the same entry point, which runs all it finds.
 * @param {string} source folder of the tests @param {string} target folder of the bundles
 * @returns {BuildOptions}
 */
function suite(source, target) {
  const folder = inRoot(...source.split('/'));
  const tests = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.test.ts')) : [];
  return {
    ...node,
    target: 'node22',
    sourcemap: 'inline',
    minify: false,
    entryPoints: ['extension/test/suite/index.ts', ...tests.map(name => `${source}/${name}`)],
    entryNames: '[name]',
    outdir: target,
    outExtension: { '.js': '.cjs' },
  };
}

const selfTests = ['passing', 'failing', 'killed', 'hanging', 'empty'];

const suites = [
  suite('extension/test/suite', 'out/test/suite'),
  ...selfTests.map(name => suite(`extension/test/selfTest/${name}`, `out/test/selfTest/${name}`)),
];

await runMain(async () => {
  const started = new Date();
  rmSync(path.join(out, 'test'), { recursive: true, force: true });
  const results = await Promise.allSettled([...bundles, ...suites].map(options => build(options)));
  // esbuild has named each error with its place by now.
  if (results.some(({ status }) => status === 'rejected')) throw new PlainError('build failed');
  if (existsSync(path.join(dist, 'cli.cjs'))) chmodSync(path.join(dist, 'cli.cjs'), 0o755);
  mkdirSync(out, { recursive: true });
  writeFileSync(buildStamp, '');
  // What changed while it was bundled counts as newer than the build.
  utimesSync(buildStamp, started, started);
  return 0;
});
