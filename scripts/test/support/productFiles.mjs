// The source files of what is shipped: the language server, the command line and the extension, without their tests.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../lib/paths.mjs';

const folders = [
  ...['core', 'lsp', 'cli'].map(name => inRoot('language-server', name)),
  ...['src', 'node', 'webview'].map(name => inRoot('extension', name)),
];

/** @returns {string[]} full paths, in order of their names */
export function productFiles() {
  return folders.flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .sort()
      .map(name => path.join(folder, name)),
  );
}
