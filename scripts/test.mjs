// Runs all tests after doing all set-up that is missing. The last line is the result: "N passed, N failed".
// usage: npm test                          everything
//        npm test -- --only unit,editor    some parts; their names: see scripts/lib/testParts.mjs
import { PlainError, runMain, say } from './lib/run.mjs';
import { setUp } from './lib/setUp.mjs';
import { parts } from './lib/testParts.mjs';

/** @typedef {import('./lib/testParts.mjs').Part} Part */
/** @typedef {import('./lib/testParts.mjs').Tally} Tally */

await runMain(async () => {
  const total = { passed: 0, failed: 0 };
  const summary = [];
  for (const part of chosenParts(process.argv.slice(2))) {
    const started = Date.now();
    say(`\n━━ ${part.title}`);
    const { passed, failed } = await runPart(part);
    total.passed += passed;
    total.failed += failed;
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    summary.push(`${failed === 0 ? '✔' : '✖'} ${part.title}: ${passed} passed, ${failed} failed (${seconds} s)`);
    say(String(summary.at(-1)));
  }
  say(`\n━━ All parts\n${summary.join('\n')}\n`);
  say(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});

/**
 * A part whose set-up or run breaks off is one failure; the other parts still run.
 * @param {Part} part @returns {Promise<Tally>}
 */
async function runPart(part) {
  try {
    await setUp(part.needs);
    return await part.run();
  } catch (error) {
    say(error instanceof PlainError ? error.message : String(error instanceof Error ? error.stack : error));
    return { passed: 0, failed: 1 };
  }
}

/** @param {readonly string[]} args @returns {readonly Part[]} */
function chosenParts(args) {
  if (args.length === 0) return parts;
  const [option, list = ''] = args;
  const names = list.split(',');
  const known = parts.map(part => part.name);
  const unknown = names.find(name => !known.includes(name));
  if (option !== '--only' || args.length !== 2 || unknown !== undefined) {
    throw new PlainError(`usage: npm test [-- --only PART,…]; the parts: ${known.join(', ')}`);
  }
  return parts.filter(part => names.includes(part.name));
}
