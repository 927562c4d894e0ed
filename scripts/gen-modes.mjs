// Writes docs/modes.md from traces. Run it with the Node of node_modules (it imports TypeScript):
//   node_modules/.bin/node scripts/gen-modes.mjs [--check]
// --check writes nothing and exits 1 when the page is not current.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { modesPage } from './lib/modesPage.mjs';

const page = fileURLToPath(new URL('../docs/modes.md', import.meta.url));
const text = modesPage(fileURLToPath(new URL('./modes.yaml', import.meta.url)));
const isCurrent = existsSync(page) && readFileSync(page, 'utf8') === text;

if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (!isCurrent) {
  console.error('docs/modes.md is not current: run scripts/gen-modes.mjs');
  process.exit(1);
}
