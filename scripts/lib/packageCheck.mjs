// Checks what the packaged extension would hold: everything that the manifest and the code load, and nothing else.
// In: vsce's list of files. Out: a tally; what is missing or too much is printed.
import { readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { say } from './run.mjs';
import { runVsce } from './vsix.mjs';

const needed = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'dist/extension.cjs',
  'dist/extension.browser.js',
  'dist/server.cjs',
  'dist/parseWorker.cjs',
  'dist/server.browser.js',
  'dist/webview.js',
  'dist/webview.css',
];

const allowed = [
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/[\w.-]+\.(cjs|js|css)$/,
  /^docs\/(reference\.md|rules\/[\w-]+\.md)$/,
  /^images\/(icon\.png|panel-(dark|light)\.svg)$/,
  /^schemas\/[\w.-]+\.json$/,
  /^(syntaxes|schemas)\/[\w.-]+\.json$/,
];

/** @returns {Promise<import('./testParts.mjs').Tally>} */
export async function checkPackage() {
  const listed = (await runVsce(['ls', '--no-dependencies'])).split('\n').filter(line => line !== '');
  const present = new Set(listed);
  const missing = [...needed, ...contributedFiles()].filter(file => !present.has(file));
  const surplus = listed.filter(file => !allowed.some(pattern => pattern.test(file)));
  for (const file of missing) say(`missing in the package: ${file}`);
  for (const file of surplus) say(`does not belong into the package: ${file}`);
  const failed = Number(missing.length > 0) + Number(surplus.length > 0);
  return { passed: 2 - failed, failed };
}

/** Files that the manifest names: grammars, language configurations, schemas, icons. */
function contributedFiles() {
  const manifest = readFileSync(inRoot('package.json'), 'utf8');
  return [...manifest.matchAll(/"(?:\.\/)?((?:schemas|syntaxes|images)\/[^"]+)"/g)].map(match => String(match[1]));
}
