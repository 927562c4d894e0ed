// Attacks the core and the language server with random input, until the time is over.
// usage: npm run campaign [-- --minutes N] [--seed S] [--only documents,edits] [--count N]
import { inRoot, node24 } from './lib/paths.mjs';
import { run, runMain } from './lib/run.mjs';
import { setUp, steps } from './lib/setUp.mjs';

await runMain(async () => {
  await setUp([steps.npmPackages]);
  const program = inRoot('language-server', 'test', 'campaign', 'run.ts');
  const { status } = await run(node24, [program, ...process.argv.slice(2)]);
  return status;
});
