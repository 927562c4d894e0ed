// Writes docs/rules/<id>.md and the index from the rules. Run it with the Node of node_modules (it imports TypeScript):
//   node_modules/.bin/node scripts/gen-docs.mjs [--check]
// --check writes nothing and exits 1 when a page is missing, stale or left over.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registry } from '../language-server/core/validation/registry.ts';
import { printRuleIndex, printRulePage } from '../language-server/core/validation/rulePage.ts';

const folder = fileURLToPath(new URL('../docs/rules/', import.meta.url));
const pages = new Map(registry.map(rule => [`${rule.id}.md`, printRulePage(rule)]));
pages.set('README.md', printRuleIndex(registry));

mkdirSync(folder, { recursive: true });
const present = readdirSync(folder).filter(name => name.endsWith('.md'));
const stale = [...pages].filter(
  ([name, text]) => !present.includes(name) || readFileSync(join(folder, name), 'utf8') !== text,
);
const leftOver = present.filter(name => !pages.has(name));

if (process.argv.includes('--check')) {
  const names = [...stale.map(([name]) => name), ...leftOver];
  if (names.length > 0) {
    console.error(`docs/rules is not current (${names.join(', ')}): run scripts/gen-docs.mjs`);
    process.exit(1);
  }
} else {
  for (const [name, text] of stale) writeFileSync(join(folder, name), text);
  for (const name of leftOver) rmSync(join(folder, name));
  console.log(`docs/rules: ${pages.size} pages, ${stale.length} written, ${leftOver.length} removed`);
}
