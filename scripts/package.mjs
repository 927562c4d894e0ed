// Packages the extension as out/routelens.vsix, after doing all set-up that is missing. usage: npm run package
import { vsix } from './lib/paths.mjs';
import { runMain, say } from './lib/run.mjs';
import { setUp, steps } from './lib/setUp.mjs';

await runMain(async () => {
  await setUp([steps.npmPackages, steps.vsix]);
  say(vsix);
  return 0;
});
